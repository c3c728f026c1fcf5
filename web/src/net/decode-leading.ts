import type {
  AskAnswered,
  AskedFor,
  GroupsNote,
  LobbyNote,
  Muted,
  PlaceInfo,
  Places,
  Reacted,
  ShareAnswered,
  ShareRequests,
  ShareStopped,
  SharingRule,
  SpeakingTimes,
  SpotlightChanged,
} from "../protocol/messages.gen.js";
import {
  boolean,
  type Check,
  isRecord,
  list,
  nullable,
  number,
  oneOf,
  shape,
  string,
  type Untagged,
} from "./checks.js";

const asked = oneOf("microphone", "camera");
const reaction = oneOf("thumbs_up", "heart", "clap", "laugh", "surprise", "slower");
const seconds: Check = (value) => isRecord(value) && Object.values(value).every(number);

export const lobbyNote = shape<LobbyNote>({
  sentence: nullable(oneOf("five_minutes", "fifteen_minutes", "soon", "others_first")),
  text: string,
  by: string,
  at: number,
});

const place = shape<PlaceInfo>({ id: string, kind: oneOf("side", "group"), name: string });

/** The messages of taking turns and leading. */
export const LEADING = {
  reacted: shape<Untagged<Reacted>>({ participant: string, reaction }),
  muted: shape<Untagged<Muted>>({ by: string }),
  asked_for: shape<Untagged<AskedFor>>({ source: asked, by: string }),
  ask_answered: shape<Untagged<AskAnswered>>({ participant: string, source: asked, agreed: boolean }),
  share_requests: shape<Untagged<ShareRequests>>({ participants: list(string) }),
  share_answered: shape<Untagged<ShareAnswered>>({ allowed: boolean }),
  share_stopped: shape<Untagged<ShareStopped>>({ by: string }),
  sharing_rule: shape<Untagged<SharingRule>>({ free: boolean }),
  spotlight_changed: shape<Untagged<SpotlightChanged>>({ participant: nullable(string) }),
  places: shape<Untagged<Places>>({ places: list(place), closes_at: nullable(number) }),
  groups_note: shape<Untagged<GroupsNote>>({ text: string, by: string }),
  speaking_times: shape<Untagged<SpeakingTimes>>({ seconds }),
};
