import { t } from "../i18n/index.js";
import { http, sentence } from "../net/http.js";
import { toast } from "../ui/toast.js";
import type { Attention } from "./attention.js";
import type { ModerationActions, PageActions, SupportPage } from "./parts/actions.js";
import type { Meeting } from "./parts/meeting.js";
import type { RoomJoined } from "./joined-page.js";
import type { PageState } from "./page-state.js";

interface World {
  readonly meeting: Meeting;
  readonly page: PageState;
  readonly attention: Attention;
  /** The meeting's id for staff; null for guests. */
  readonly id: string | null;
  /** The page of the meeting itself, while it is shown. */
  joined(): RoomJoined | null;
}

type Asked = Pick<ModerationActions, "confirmIdentity" | "remove" | "end">;

/** What a person does about the page of the meeting, and what is asked about there first. */
export function pageActions(world: World): PageActions & Asked {
  const { meeting, page, attention } = world;
  const { session } = meeting;
  return {
    leave() {
      page.change({ goesOn: meeting.host && meeting.room.state.people.size > 1 });
      session.leave();
    },
    endLeft: () => void endLeft(world),
    again: () => again(world),
    panel(panel) {
      page.change({ panel: page.now.panel === panel ? null : panel });
      if (!page.now.panel) world.joined()?.focusTool(panel);
    },
    devices() {
      page.change({ devices: true });
      void session.devices.refresh();
    },
    support: (topic) => void support(page, topic),
    fullscreen: () => void toggleFullscreen().catch(() => undefined),
    present: (what) => void world.joined()?.present(what),
    silence() {
      attention.silence(!attention.silenced);
      page.change({});
    },
    notify: () => void Notification.requestPermission().then(() => page.change({})),
    confirmIdentity: ({ id, name }) => void confirmIdentity(world, id, name),
    remove: (person) => page.change({ question: { ask: "remove", ...person } }),
    end: () => page.change({ question: { ask: "end" } }),
  };
}

/** Outside the room the meeting is ended by the staff's own interface. */
async function endLeft({ page, id }: World): Promise<void> {
  try {
    await http.post(`/api/meetings/${id}/end`);
    page.change({ goesOn: false });
  } catch (error) {
    toast(sentence(error));
  }
}

function again({ meeting, page }: World): void {
  page.change({ goesOn: false });
  const { session } = meeting;
  const { devices } = session;
  if (devices.remembered.microphoneOn !== null) void devices.openMicrophone();
  if (devices.remembered.cameraOn) void devices.openCamera();
  session.start();
}

/** Where its code cannot be fetched the dialog stays away; pressing again fetches it again. */
async function support(page: PageState, topic: SupportPage): Promise<void> {
  await import("./support/support-dialog.js").catch(() => undefined);
  page.change({ support: topic });
}

async function confirmIdentity({ meeting, page }: World, id: string, name: string): Promise<void> {
  if ((await meeting.session.say({ type: "confirm_identity", participant: id })) === "done")
    page.change({ announcement: t("room.came.identified", { name }) });
}

function toggleFullscreen(): Promise<void> {
  return document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
}
