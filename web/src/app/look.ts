import { http } from "../net/http.js";
import type { OrganisationView } from "../protocol/api.gen.js";
import { Observable } from "../lib/observable.js";

/** The organisation whose look the page wears; null where it is nobody's in particular. */
class Look extends Observable {
  organisation: OrganisationView | null = null;
  #asked = "";

  /** Fetches the look once.  Where that fails the page simply stays plain. */
  async wear(slug: string): Promise<void> {
    if (!slug || slug === this.#asked) return;
    this.#asked = slug;
    try {
      this.set(await http.get<OrganisationView>(`/api/organisations/${slug}`));
    } catch {
      this.set(null);
    }
  }

  set(organisation: OrganisationView | null): void {
    this.organisation = organisation;
    this.#asked = organisation?.slug ?? "";
    if (organisation?.colour) document.documentElement.style.setProperty("--organisation", organisation.colour);
    else document.documentElement.style.removeProperty("--organisation");
    this.notify();
  }
}

export const look = new Look();
