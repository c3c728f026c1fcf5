import { http } from "../../net/http.js";
import type { ClassOffer, PolicyOffer } from "../../protocol/api.gen.js";
import type { MeetingClass } from "../../protocol/messages.gen.js";

/** What holds until the server has said what the unit may do; the server decides in any case. */
export const UNKNOWN: PolicyOffer = { classes: [], sms: false, mail: false };

export function policies(): Promise<PolicyOffer> {
  return http.get<PolicyOffer>("/api/policies");
}

export function offerOf(offer: PolicyOffer, meetingClass: MeetingClass): ClassOffer | undefined {
  return offer.classes.find((each) => each.meeting_class === meetingClass);
}
