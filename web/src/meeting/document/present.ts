import type { CallSession } from "../../call/session.js";
import { MAX_DOCUMENT_NAME } from "../../shared/payloads.js";
import { WHOLE } from "../../ink/viewport.js";
import { kindOf, open, type Kind } from "./open.js";
import { isOffice, named } from "./sent.js";

/** Tells how far it has come. */
type Tell = (doing: "sending" | "converting") => void;

function show(session: CallSession, file: string, name: string, type: Kind): void {
  session.presented.show({
    kind: "document",
    file,
    name: name.slice(0, MAX_DOCUMENT_NAME),
    type,
    page: 1,
    look: WHOLE,
  });
}

/** Puts a file that was sent on the stage, an office document as the PDF that the server makes of it.  Rejects with
 * Unshowable, Broken or RefusedFile. */
export async function presentSent(session: CallSession, sent: string, name: string): Promise<void> {
  const file = isOffice(name) ? await session.files.convert(sent) : sent;
  const blob = await session.files.fetch(file);
  const type = await kindOf(blob);
  (await open(blob)).close();
  await session.presented.letAllHave(file);
  show(session, file, name, type);
}

/** Sends a file to everybody and puts it on the stage; what cannot be shown is not sent. */
export async function presentNew(session: CallSession, blob: Blob, name: string, tell: Tell): Promise<void> {
  if (isOffice(name)) {
    tell("sending");
    const sent = await session.files.sent(blob, name);
    tell("converting");
    return presentSent(session, sent, name);
  }
  const type = await kindOf(blob);
  (await open(blob)).close();
  tell("sending");
  const title = named(name, blob, type);
  const file = await session.files.sent(blob, title);
  await session.presented.letAllHave(file);
  show(session, file, title, type);
}
