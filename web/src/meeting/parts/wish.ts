import type { Outgoing } from "../../net/socket.js";
import type { Asked, LeadingAction } from "../../state/moderation.js";

/** What a person wants who takes their turn or leads; `say` is a message that the server alone decides about, with
 * what the person is told when it is done. */
export type Wish =
  | { readonly wish: "say"; readonly message: Outgoing; readonly done?: string }
  | { readonly wish: "answer"; readonly source: Asked; readonly agreed: boolean }
  | { readonly wish: "unmute" | "share" }
  | { readonly wish: "seen"; readonly action: LeadingAction };
