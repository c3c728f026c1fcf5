import { ApiError, http } from "../net/http.js";
import type { Me } from "../protocol/api.gen.js";
import { Observable } from "../lib/observable.js";

/** Who is signed in on this browser; undefined until asked, null when nobody is. */
class Session extends Observable {
  me: Me | null | undefined;

  async load(): Promise<Me | null> {
    if (this.me) return this.me;
    try {
      this.set(await http.get<Me>("/api/me"));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      this.set(null);
    }
    return this.me ?? null;
  }

  set(me: Me | null): void {
    this.me = me;
    this.notify();
  }

  async signOut(): Promise<void> {
    await http.post("/api/sign-out");
    this.set(null);
  }
}

export const session = new Session();
