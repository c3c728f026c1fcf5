import { formatDay, formatTime } from "../../i18n/index.js";
import type { MeetingInfo } from "../../protocol/messages.gen.js";

/** What the meeting is called: to guests whose host does not show them the title, whose it is and when. */
export function headingOf({ title, organisation, starts_at }: MeetingInfo): string {
  return title || `${organisation}, ${formatDay(starts_at)} ${formatTime(starts_at)}`;
}
