import { html, nothing, render } from "lit";
import { locale, t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import "../../i18n/room.js";
import type { Person } from "../../protocol/messages.gen.js";
import { sharers } from "../../state/room.js";
import { drawing, type IconName } from "../../ui/icon.js";
import type { Actions } from "../parts/actions.js";
import { headingOf } from "../parts/heading.js";
import { initials } from "../parts/initials.js";
import type { Meeting } from "../parts/meeting.js";
import { play } from "../parts/autoplay.js";
import { FLOAT_STYLE } from "./float-style.js";

/** Document Picture-in-Picture, which the library's types do not know yet. */
interface PictureInPicture {
  requestWindow(size: { width: number; height: number }): Promise<Window & typeof globalThis>;
}

const SIZE = { width: 380, height: 280 };

interface Shown {
  readonly person: Person;
  readonly source: "camera" | "screen";
  readonly stream: MediaStream | null;
}

/** Opens the window; answers how to close it.  Rejects where the browser opens none. */
export async function openFloat(meeting: Meeting, actions: Actions): Promise<() => void> {
  const { documentPictureInPicture } = window as { documentPictureInPicture?: PictureInPicture };
  if (!documentPictureInPicture) return floatVideo(meeting);
  const pip = await documentPictureInPicture.requestWindow(SIZE);
  const sheet = new pip.CSSStyleSheet();
  sheet.replaceSync(FLOAT_STYLE);
  pip.document.adoptedStyleSheets = [sheet];
  const known = meeting.room.state.meeting;
  pip.document.title = known ? headingOf(known) : t("common.product");
  const draw = (): void => {
    pip.document.documentElement.lang = locale.language;
    const shown = whom(meeting);
    render(
      page(meeting, shown, actions, () => pip.close()),
      pip.document.body,
    );
    const video = pip.document.querySelector("video");
    if (video && video.srcObject !== (shown?.stream ?? null)) video.srcObject = shown?.stream ?? null;
    if (video && shown?.stream) void play(video);
    tell(meeting, shown, pip);
  };
  const stop = follow(meeting, draw);
  pip.addEventListener("resize", draw);
  pip.addEventListener("pagehide", () => {
    stop();
    meeting.session.watching.float(null);
  });
  draw();
  return () => pip.close();
}

/** Where only a single video can float: without buttons, but above everything. */
async function floatVideo(meeting: Meeting): Promise<() => void> {
  const video = document.createElement("video");
  video.muted = true;
  const draw = (): void => {
    const shown = whom(meeting);
    if (shown?.stream && video.srcObject !== shown.stream) video.srcObject = shown.stream;
    void play(video);
    tell(meeting, shown, window);
  };
  draw();
  await new Promise((loaded) => video.addEventListener("loadedmetadata", loaded, { once: true }));
  await video.requestPictureInPicture();
  const stop = follow(meeting, draw);
  video.addEventListener("leavepictureinpicture", () => {
    stop();
    meeting.session.watching.float(null);
  });
  return () => void document.exitPictureInPicture().catch(() => undefined);
}

function follow({ session, room, layout }: Meeting, draw: () => void): () => void {
  const stops = [session, session.devices, room, layout, locale].map((source) => source.subscribe(draw));
  return () => stops.forEach((stop) => stop());
}

/** What is shared, or else who is pinned, or who spoke last, or anybody but oneself. */
function whom({ session, room, layout, self }: Meeting): Shown | null {
  const { people, you } = room.state;
  const sharer = sharers(room.state).findLast((person) => person.id !== you);
  if (sharer) return { person: sharer, source: "screen", stream: session.peer.remote(sharer.id, "screen") };
  const others = [...people.values()].filter((person) => person.id !== you);
  const wanted = [layout.chosen.pinned, layout.lastSpeaker].map((id) => others.find((person) => person.id === id));
  const person = wanted.find((each) => each) ?? others[0] ?? people.get(you ?? "");
  if (!person) return null;
  const stream = person.id === you ? self : session.peer.remote(person.id, "camera");
  return { person, source: "camera", stream };
}

function tell(
  { session, room }: Meeting,
  shown: Shown | null,
  { innerWidth, innerHeight, devicePixelRatio }: Window,
): void {
  const own = shown?.person.id === room.state.you;
  const [width, height] = [innerWidth * devicePixelRatio, innerHeight * devicePixelRatio];
  session.watching.float(
    shown && !own ? { participant: shown.person.id, source: shown.source, width, height, pinned: true } : null,
  );
}

function page({ session }: Meeting, shown: Shown | null, actions: Actions, close: () => void) {
  const { microphone, camera } = session.media;
  const seen = shown !== null && shown.stream !== null && (shown.source === "screen" || shown.person.camera);
  const state = (on: boolean) => t(on ? "room.on" : "room.off");
  const button = (name: string, icon: IconName, text: string, look: string, press: () => void) =>
    html`<button
      type="button"
      class=${look}
      data-testid="float-${name}"
      aria-label=${text}
      title=${text}
      @click=${press}
    >
      ${drawing(icon)}
    </button>`;
  return html`<main>
    <video class=${shown?.source ?? "camera"} ?hidden=${!seen} autoplay playsinline .muted=${true}></video>
    ${shown && !seen ? html`<div class="avatar" aria-hidden="true">${initials(shown.person.name)}</div>` : nothing}
    ${shown ? html`<p data-testid="float-name">${shown.person.name}</p>` : nothing}
    <nav aria-label=${t("room.tools")}>
      ${button(
        "microphone",
        microphone ? "mic" : "mic-off",
        `${t("room.microphone.short")} ${state(microphone)}`,
        microphone ? "" : "off",
        () => actions.microphone(),
      )}
      ${button(
        "camera",
        camera ? "camera" : "camera-off",
        `${t("room.camera")} ${state(camera)}`,
        camera ? "" : "off",
        () => actions.camera(),
      )}
      ${button("back", "back", t("picture.float.back"), "", () => {
        window.focus();
        close();
      })}
      ${button("leave", "leave", t("room.leave"), "leave", () => actions.leave())}
    </nav>
  </main>`;
}
