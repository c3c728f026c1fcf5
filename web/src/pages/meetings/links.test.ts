import { beforeEach, expect, test } from "vitest";
import type { InvitationView } from "../../protocol/api.gen.js";
import { forgetAll, forgetLink, keepLinks, linkOf } from "./links.js";

const link = { url: "https://a.example/m#secret", qr: "data:image/svg+xml,x" };
const invitation: InvitationView = {
  id: "i",
  name: "Kim",
  kind: "client",
  shared: false,
  state: "unused",
  identification: "link",
  identified_by: [],
  missing: [],
  protected_identity: false,
  phone: false,
  email: false,
  link: null,
};

beforeEach(forgetAll);

test("a link is kept after the answer that made it", () => {
  expect(linkOf(invitation)).toBeNull();
  keepLinks([{ ...invitation, link }]);
  expect(linkOf(invitation)).toEqual(link);
});

test("a revoked link is never shown", () => {
  keepLinks([{ ...invitation, link }]);
  expect(linkOf({ ...invitation, state: "revoked" })).toBeNull();
});

test("a forgotten link is gone", () => {
  keepLinks([{ ...invitation, link }]);
  forgetLink("i");
  expect(linkOf(invitation)).toBeNull();
});
