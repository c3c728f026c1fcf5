import type { InvitationView, LinkView } from "../../protocol/api.gen.js";

const kept = new Map<string, LinkView>();

/** Keeps links in memory from the answer that made them until the tab is closed; nowhere else. */
export function keepLinks(invitations: readonly InvitationView[]): void {
  for (const { id, link } of invitations) if (link) kept.set(id, link);
}

export function linkOf(invitation: InvitationView): LinkView | null {
  return invitation.state === "revoked" ? null : (invitation.link ?? kept.get(invitation.id) ?? null);
}

export function forgetLink(invitation: string): void {
  kept.delete(invitation);
}

export function forgetAll(): void {
  kept.clear();
}
