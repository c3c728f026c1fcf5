"""What is refused before anybody looks at what is asked."""

from __future__ import annotations

from collections.abc import Mapping

from server.wire.errors.codes import Blame, Code, Meaning, meaning

EDGE: Mapping[Code, Meaning] = {
    Code.TOO_LARGE: meaning(
        413,
        Blame.USER,
        "Det som skickades är för stort. Korta ned det och försök igen.",
        "What was sent is too large. Shorten it and try again.",
    ),
    Code.TOO_SLOW: meaning(
        408,
        Blame.USER,
        "Det tog för lång tid att ta emot det som skickades. Kontrollera nätet och försök igen.",
        "What was sent took too long to arrive. Check the network and try again.",
    ),
    Code.ENCODED: meaning(
        415,
        Blame.PROTOCOL,
        "Det som skickades är komprimerat på ett sätt som tjänsten inte tar emot. Ladda om sidan och försök igen.",
        "What was sent is compressed, which the service does not take. Reload the page and try again.",
    ),
    Code.NOT_FROM_HERE: meaning(
        403,
        Blame.DENIED,
        "Administrationen går inte att nå härifrån. Använd organisationens nät och administrationens egen adress.",
        "Administration cannot be reached from here. Use the organisation's network and administration's own address.",
    ),
    Code.FOREIGN_ORIGIN: meaning(
        403,
        Blame.DENIED,
        "Begäran kom från en annan webbplats. Öppna tjänsten på dess egen adress.",
        "The request came from another site. Open the service at its own address.",
    ),
}
