import { describe, expect, it } from "vitest";
import { ApiError } from "./http.js";
import { Refused } from "./socket.js";
import { ticketsFor } from "./ticket.js";

const text = { sv: "Nej", en: "No" };

function refusal(status: number, code: string): Promise<unknown> {
  const post = () => Promise.reject(new ApiError(status, { code, blame: "internal", text, fields: {} }));
  return ticketsFor(null, post)().catch((error: unknown) => error);
}

describe("a ticket", () => {
  it("is refused for good where asking again cannot help", async () => {
    const error = await refusal(404, "not_found");
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ text, again: false });
  });

  it("is refused with another try while the service is being updated", async () => {
    const error = await refusal(503, "updating");
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ text, again: true });
  });

  it("is asked for again after anything that passes by itself", async () => {
    expect(await refusal(503, "media_unavailable")).not.toBeInstanceOf(Refused);
    expect(await refusal(0, "no_network")).not.toBeInstanceOf(Refused);
  });
});
