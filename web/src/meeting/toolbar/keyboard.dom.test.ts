// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from "vitest";
import { LayoutStore } from "../../state/layout-store.js";
import { recordedActions } from "../parts/fake-meeting.js";
import { setShortcuts } from "../parts/shortcuts.js";
import { Keyboard } from "./keyboard.js";

const room = { inside: true, muted: true, handRaised: false };
let done: ReturnType<typeof recordedActions>["asked"] = [];
let keyboard: Keyboard;

beforeEach(() => {
  const { actions, asked } = recordedActions();
  done = asked;
  Object.assign(room, { inside: true, muted: true, handRaised: false });
  const { microphone } = actions;
  const press = () => {
    microphone();
    room.muted = !room.muted;
  };
  keyboard = new Keyboard(() => room, new LayoutStore(), Object.assign(Object.create(actions), { microphone: press }));
  document.body.addEventListener("keydown", keyboard.down);
  document.body.addEventListener("keyup", keyboard.up);
});
afterEach(() => {
  document.body.removeEventListener("keydown", keyboard.down);
  document.body.removeEventListener("keyup", keyboard.up);
  document.body.replaceChildren();
  setShortcuts(true);
});

const press = (key: string, target: HTMLElement = document.body, init: KeyboardEventInit = {}): boolean =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
const release = (key: string): boolean =>
  document.body.dispatchEvent(new KeyboardEvent("keyup", { key, bubbles: true }));

it("opens the microphone for as long as the space bar is held", () => {
  press(" ");
  press(" ", document.body, { repeat: true });
  expect(room.muted).toBe(false);
  release("a");
  expect(room.muted).toBe(false);
  release(" ");
  expect(room.muted).toBe(true);
});

it("closes it when the window loses the keyboard", () => {
  press(" ");
  keyboard.up();
  expect(room.muted).toBe(true);
});

it("leaves a microphone alone that was on already", () => {
  room.muted = false;
  press(" ");
  release(" ");
  expect(done).toEqual([]);
});

it("leaves the space bar to buttons and to what is written", () => {
  for (const tag of ["button", "textarea", "input", "select"]) {
    const element = document.body.appendChild(document.createElement(tag));
    press(" ", element);
  }
  expect(done).toEqual([]);
});

it("has a key for each of what is needed often", () => {
  for (const key of ["m", "c", "h", "p", "t", "l", "?"]) press(key);
  expect(done.map(([name]) => name)).toEqual(["microphone", "camera", "say", "panel", "panel", "arrange", "support"]);
});

it("has only those of the own devices and the help before the door", () => {
  room.inside = false;
  for (const key of ["m", "h", "p", "t", "l", " ", "?"]) press(key);
  expect(done.map(([name]) => name)).toEqual(["microphone", "support"]);
});

it("does nothing once single keys are turned off", () => {
  setShortcuts(false);
  for (const key of ["m", " ", "?", "l"]) press(key);
  expect(done).toEqual([]);
});
