import { Observable } from "../lib/observable.js";
import { recall, remember } from "../lib/remember.js";

type Language = "sv" | "en";

/** The language of the page: Swedish until somebody chooses English, and remembered. */
class Locale extends Observable {
  #language: Language = recall("language") === "en" ? "en" : "sv";

  get language(): Language {
    return this.#language;
  }

  /** Swedish dates and numbers in both languages; English readers here live in Sweden. */
  get tag(): string {
    return this.#language === "sv" ? "sv-SE" : "en-GB";
  }

  choose(language: Language): void {
    this.#language = language;
    remember("language", language);
    this.apply();
    this.notify();
  }

  apply(): void {
    if (typeof document !== "undefined") document.documentElement.lang = this.#language;
  }
}

export const locale = new Locale();
