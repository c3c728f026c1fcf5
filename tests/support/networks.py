"""Networks that let only some media through, made in the page before it runs."""

from __future__ import annotations

_WRAPPED = """
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(config = {}) { super(narrow(config)); }
        setConfiguration(config) { super.setConfiguration(narrow(config)); }
        setRemoteDescription(description) {
            return super.setRemoteDescription({ type: description.type, sdp: filter(description.sdp) });
        }
    };
"""


def relay_only(beginning: str, end: str) -> str:
    """Nothing goes but through the TURN server whose URL begins and ends so."""
    return f"""{{
        const chosen = (url) => url.startsWith("{beginning}") && url.endsWith("{end}");
        const narrow = (config) => ({{
            ...config,
            iceTransportPolicy: "relay",
            iceServers: (config.iceServers ?? []).map((one) => ({{ ...one, urls: one.urls.filter(chosen) }})),
        }});
        const filter = (sdp) => sdp;
        {_WRAPPED}
    }}"""


def _without(candidates: str) -> str:
    """The media server's candidates that match this regular expression (RFC 8839 section 5.1) lead nowhere."""
    return f"""{{
        const narrow = (config) => config;
        const filter = (sdp) => sdp.replaceAll(/a=candidate:{candidates}.*\\r?\\n/g, "");
        {_WRAPPED}
    }}"""


NO_UDP = _without(r"\S+ \d+ udp ")
"""As where a firewall drops all UDP to the media server."""
ONLY_IPV6 = _without(r"\S+ \d+ \S+ \d+ [\d.]+ ")
"""As where there is no IPv4."""
