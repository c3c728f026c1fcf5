import { html, nothing } from "lit";
import { t } from "../../i18n/index.js";
import { copyText } from "../../lib/copy.js";
import { toast } from "../../ui/toast.js";

/** A one-time link that is shown here and nowhere else. */
export function linkDialog(link: { name: string; url: string } | null, close: () => void) {
  const copy = async () => {
    toast(t((await copyText(link?.url ?? "")) ? "admin.link.copied" : "admin.link.not_copied"));
  };
  return html`<ui-dialog
    heading=${link ? t("admin.link.title", { name: link.name }) : ""}
    ?open=${link !== null}
    @close=${close}
  >
    <p>${t("admin.link.text")}</p>
    ${link ? html`<input readonly aria-label=${t("admin.link.title", { name: link.name })} data-testid="link" .value=${link.url} />` : nothing}
    <button slot="actions" type="button" class="button primary" @click=${copy}>
      <ui-icon name="copy"></ui-icon>${t("admin.link.copy")}
    </button>
  </ui-dialog>`;
}
