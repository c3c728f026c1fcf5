import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import { toast } from "../../ui/toast.js";
import type { OwnActions, PictureActions } from "../parts/actions.js";
import type { Meeting } from "../parts/meeting.js";

type Own = Pick<OwnActions, "microphone" | "camera" | "soundAgain" | "soundOnly">;

/** What a person does about sound and pictures on their own page.  `float` tells whether its window could be opened. */
export function pictureActions({ session, layout }: Meeting, float: () => Promise<boolean>): Own & PictureActions {
  return {
    microphone: () => session.setMicrophone(!session.media.microphone),
    camera: () => session.setCamera(!session.devices.camera.track),
    soundAgain: () => void session.devices.openMicrophone(),
    soundOnly: () => session.setSoundOnly(!session.soundOnly),
    arrange: (arrangement) => layout.arrange(arrangement),
    pin: (participant) => layout.pin(participant),
    hideSelf: () => layout.hideSelf(!layout.chosen.hideSelf),
    turn: (page) => layout.turn(page),
    float: () => void float().then((opened) => opened || toast(t("picture.float.refused"))),
  };
}
