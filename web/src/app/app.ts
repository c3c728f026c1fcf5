import { css, html, LitElement, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import { LocaleController, t } from "../i18n/index.js";
import { look } from "./look.js";
import { session } from "./staff-session.js";
import { shell } from "./shell.js";
import { Watch } from "../lib/watch.js";
import { onStepUp, sentence } from "../net/http.js";
import { homeOf } from "./sections.js";
import { match, navigate, type Page, type Route, reload, takeSecret, watchAddress } from "./navigation.js";
import { base, buttons, page } from "../ui/styles.js";
import { toast } from "../ui/toast.js";
import "../ui/icon.js";
import "../ui/language.js";

/** The frame around every page: skip link, header, main landmark, and the choice of page by address. */
export class App extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      .skip {
        position: absolute;
        inset-inline-start: var(--space-3);
        top: -100px;
        z-index: 10;
      }
      .skip:focus {
        top: var(--space-2);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-4);
        padding: var(--space-1) max(var(--space-4), calc((100vw - 68rem) / 2));
        border-top: 4px solid var(--organisation, transparent);
        border-bottom: 1px solid var(--border);
        background: var(--surface);
      }
      .logo {
        max-width: 9rem;
        height: 32px;
        object-fit: contain;
      }
      .brand {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 52px;
        color: var(--text);
        font-size: 1.15rem;
        font-weight: 700;
        text-decoration: none;
      }
      .brand img {
        width: 32px;
        height: 32px;
      }
      .brand small {
        font-weight: 400;
        font-size: 0.9rem;
        color: var(--text-soft);
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1);
      }
      .end {
        display: flex;
        align-items: center;
        margin-inline-start: auto;
      }
      nav .button[aria-current] {
        background: var(--accent-soft);
        color: var(--text);
      }
      main {
        max-width: 68rem;
        margin-inline: auto;
        padding: var(--space-5) var(--space-4) var(--space-6);
      }
      main:focus {
        outline: none;
      }
      @media print {
        header,
        .skip {
          display: none;
        }
        main {
          max-width: none;
          padding: 0;
        }
      }
      main.immersive {
        max-width: none;
        padding: 0;
      }
      @media (max-width: 600px) {
        nav {
          order: 3;
          width: 100%;
        }
        .brand small {
          display: none;
        }
        .button {
          padding-inline: var(--space-3);
        }
      }
    `,
  ];
  @state() protected page: HTMLElement | null = null;
  @state() protected failed: string | null = null;
  @state() protected lost = false;
  @state() protected asked = false;
  @query("main") protected main!: HTMLElement;
  #route: Route | null = null;
  #shown = "";
  #turn = 0;
  /** A secret whose page could not be fetched; a new attempt hands it over. */
  #untold: string | null = null;

  constructor() {
    super();
    new LocaleController(this);
    new Watch(this, session);
    new Watch(this, look);
    new Watch(this, shell);
  }

  override connectedCallback() {
    super.connectedCallback();
    onStepUp(() => this.#prove());
    watchAddress(() => void this.#moved());
    void this.#moved();
  }

  async #moved() {
    const secret = takeSecret();
    const address = location.pathname + location.search;
    if (address === this.#shown && secret === null) return;
    const first = this.#shown === "";
    this.#shown = address;
    const turn = ++this.#turn;
    this.failed = null;
    this.#untold = secret;
    try {
      await this.#show(secret, () => turn === this.#turn);
      if (turn === this.#turn) this.#untold = null;
    } catch (error) {
      this.#shown = "";
      this.page = null;
      this.failed = error instanceof TypeError ? t("common.error.page") : sentence(error);
    }
    if (turn === this.#turn && !first) await this.#focusHeading();
  }

  async #show(secret: string | null, current: () => boolean) {
    const found = match(location.pathname);
    if (location.pathname === "/")
      return navigate((await session.load()) ? "/meetings" : "/sign-in", { replace: true });
    if (found?.route.staff && !(await session.load())) {
      const next = encodeURIComponent(location.pathname + location.search);
      return navigate(`/sign-in?next=${next}`, { replace: true });
    }
    if (found?.route.path === "/meetings" && session.me?.role === "auditor")
      return navigate(homeOf("auditor"), { replace: true });
    if (session.me && found?.route.staff) void look.wear(session.me.organisation_slug);
    await found?.route.load();
    if (!current()) return;
    shell.immersive = false;
    this.#route = found?.route ?? null;
    this.lost = !found;
    this.page = found ? Object.assign(document.createElement(found.route.tag), { params: found.params, secret }) : null;
  }

  async #focusHeading() {
    await this.updateComplete;
    await (this.page as (Page & Partial<LitElement>) | null)?.updateComplete;
    const heading = (this.page?.shadowRoot ?? this.renderRoot).querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    (heading ?? this.main).focus();
    window.scrollTo(0, 0);
  }

  /** The one dialog in which people show again who they are; what needs it waits for the answer. */
  async #prove(): Promise<boolean> {
    const { StepUp } = await import("./step-up.js");
    this.asked = true;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector("staff-step-up");
    return dialog instanceof StepUp ? dialog.ask() : false;
  }

  async #signOut() {
    try {
      await session.signOut();
      navigate("/sign-in");
    } catch (error) {
      toast(sentence(error));
    }
  }

  override updated() {
    const title = this.lost ? t("common.notfound.title") : this.#route ? t(this.#route.title) : "";
    document.title = title ? `${title} – ${t("common.product")}` : t("common.product");
  }

  /** Pages where staff keep their menu; a guest's page never shows it. */
  get #isStaffs(): boolean {
    return Boolean(this.#route?.staff) || this.#route?.path.startsWith("/help") === true;
  }

  #navigation() {
    if (!session.me || !this.#isStaffs) return nothing;
    const here = location.pathname.startsWith("/meetings");
    const administers = location.pathname.startsWith("/admin");
    const secures = location.pathname === "/security";
    const { role } = session.me;
    return html`<nav aria-label=${t("common.nav.label")}>
      ${
        role === "auditor"
          ? nothing
          : html`<a class="button quiet" href="/meetings" aria-current=${here ? "page" : nothing}
              >${t("common.nav.meetings")}</a
            >`
      }
      ${
        role === "agent"
          ? nothing
          : html`<a class="button quiet" href=${homeOf(role)} aria-current=${administers ? "page" : nothing}
              >${t(role === "auditor" ? "common.nav.audit" : "common.nav.admin")}</a
            >`
      }
      <a class="button quiet" href="/security" aria-current=${secures ? "page" : nothing}
        >${t("common.nav.security")}</a
      >
      <a class="button quiet" href="/help">${t("common.nav.help")}</a>
      <button type="button" class="button quiet" @click=${this.#signOut}>${t("common.nav.sign_out")}</button>
    </nav>`;
  }

  #header() {
    const me = this.#isStaffs ? session.me : null;
    const { organisation } = look;
    const logo = organisation?.logo ? html`<img class="logo" src=${organisation.logo} alt="" />` : nothing;
    const name = html`<img src="/icon.svg" alt="" />${t("common.product")}`;
    return html`<header>
      <button type="button" class="skip button primary" @click=${() => this.main.focus()}>${t("common.skip")}</button>
      ${
        me
          ? html`<a class="brand" href="/meetings">${name} ${logo} <small>${me.organisation}</small></a>`
          : html`<span class="brand">${name} ${logo} <small>${organisation?.name ?? nothing}</small></span>`
      }
      ${this.#navigation()}
      <div class="end"><ui-language></ui-language></div>
    </header>`;
  }

  #content() {
    if (this.failed)
      return html`<h1>${t("common.error.title")}</h1>
        <p role="alert">${this.failed}</p>
        <button type="button" class="button primary" @click=${() => reload(this.#untold)}>
          ${t("common.retry")}
        </button>`;
    if (this.lost)
      return html`<h1>${t("common.notfound.title")}</h1>
        <p>${t("common.notfound.text")}</p>
        <p><a class="button" href="/">${t("common.notfound.home")}</a></p>`;
    return this.page ?? html`<p class="soft">${t("common.loading")}</p>`;
  }

  override render() {
    return html`${shell.immersive ? nothing : this.#header()}
      <main tabindex="-1" class=${shell.immersive ? "immersive" : ""}>
        ${this.#content()} ${this.asked ? html`<staff-step-up></staff-step-up>` : nothing}
      </main>
      <ui-toast></ui-toast>`;
  }
}
