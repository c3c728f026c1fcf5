import { beforeEach, describe, expect, it } from "vitest";
import type { UploadView } from "../protocol/api.gen.js";
import { Broken, RefusedFile } from "../net/files.js";
import { Files, type FilesWorld, NEXT, type Upload } from "./files.js";

const PIECE = 10;
const text = { sv: "Nej", en: "No" };
let server: Map<string, { size: number; received: number }>;
let log: string[];
let trouble: (step: string) => Error | null;
let files: Files;
const arrived = new Set<string>();

const view = (id: string): UploadView => ({ id, received: server.get(id)?.received ?? 0, piece: PIECE });

async function step(name: string): Promise<void> {
  log.push(name);
  const error = trouble(name);
  if (error) throw error;
}

beforeEach(() => {
  server = new Map();
  log = [];
  arrived.clear();
  trouble = () => null;
  const world: FilesWorld = {
    self: () => ({ meeting: "m", participant: "p", place: "main" }),
    begin: async ({ size }) => {
      await step("begin");
      server.set("u", { size, received: 0 });
      return view("u");
    },
    progress: async (id) => {
      await step("progress");
      return view(id);
    },
    send: async (id, offset, piece) => {
      const there = server.get(id);
      if (there?.received !== offset) throw new RefusedFile(text);
      await step(`send ${offset}`);
      there.received += piece.size;
      return view(id);
    },
    cancel: async () => step("cancel"),
    convert: async (_, file) => `${file}-pdf`,
    fetch: async (_, file) => {
      await step(`fetch ${file}`);
      return new Blob([file]);
    },
    arrived: (id) => arrived.has(id),
    pause: settle,
  };
  files = new Files(world);
});

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
const blob = (size: number) => new Blob(["x".repeat(size)]);

async function over(upload: Upload): Promise<Upload> {
  while (upload.state !== "done" && upload.state !== "failed") await settle();
  return upload;
}

it("leaves what is over alone", () => {
  expect(NEXT.done).toEqual({});
  expect(NEXT.failed).toEqual({});
});

describe("sending", () => {
  it("goes piece by piece and says how far it is", async () => {
    const seen: number[] = [];
    files.subscribe(() => seen.push(files.uploads[0]?.sent ?? 0));
    const upload = await over(files.send(blob(25), "a.txt"));
    expect(log).toEqual(["begin", "send 0", "send 10", "send 20"]);
    expect([upload.state, upload.sent, upload.id]).toEqual(["done", 25, "u"]);
    expect([...new Set(seen)]).toEqual([0, 10, 20, 25]);
  });

  it("goes on after a loss where the server is", async () => {
    let losses = 2;
    trouble = (name) => (name === "send 10" && losses-- > 0 ? new Broken() : null);
    const upload = await over(files.send(blob(25), "a.txt"));
    expect(upload.state).toBe("done");
    expect(log).toEqual(["begin", "send 0", "send 10", "progress", "send 10", "progress", "send 10", "send 20"]);
  });

  it("is done when only the last answer was lost", async () => {
    trouble = (name) => {
      if (name !== "send 20") return null;
      arrived.add("u");
      return new Broken();
    };
    const upload = await over(files.send(blob(25), "a.txt"));
    expect([upload.state, upload.sent]).toEqual(["done", 25]);
    expect(log.at(-1)).toBe("send 20");
  });

  it("tells why a file is refused, at the door or at the end", async () => {
    for (const where of ["begin", "send 20"]) {
      trouble = (name) => (name === where ? new RefusedFile(text) : null);
      const upload = await over(files.send(blob(25), "a.txt"));
      expect([upload.state, upload.problem]).toEqual(["failed", text]);
    }
  });

  it("pauses between pieces and resumes", async () => {
    const upload = files.send(blob(25), "a.txt");
    files.pause(upload);
    await settle();
    expect(upload.state).toBe("paused");
    const before = log.length;
    await settle();
    expect(log.length).toBe(before);
    files.resume(upload);
    expect((await over(upload)).state).toBe("done");
  });

  it("leaves nothing behind when it is given up", async () => {
    trouble = (name) => (name === "send 10" ? new Broken() : null);
    const upload = files.send(blob(25), "a.txt");
    await settle();
    files.drop(upload);
    expect(files.uploads).toEqual([]);
    expect(log).toContain("cancel");
    await settle();
    expect(upload.state).toBe("failed");
  });

  it("answers the file's id to who waits for it", async () => {
    expect(await files.sent(blob(5), "a.txt")).toBe("u");
    trouble = () => new RefusedFile(text);
    await expect(files.sent(blob(5), "a.txt")).rejects.toThrow(RefusedFile);
  });
});

it("fetches each file once, and again after a failure", async () => {
  const [one, same] = await Promise.all([files.fetch("f"), files.fetch("f")]);
  expect(one).toBe(same);
  trouble = () => new Broken();
  await expect(files.fetch("g")).rejects.toThrow(Broken);
  trouble = () => null;
  await files.fetch("g");
  expect(log).toEqual(["fetch f", "fetch g", "fetch g"]);
});
