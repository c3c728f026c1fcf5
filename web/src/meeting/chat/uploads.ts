import { html, nothing, type TemplateResult } from "lit";
import type { Files, Upload } from "../../shared/files.js";
import { inLanguage, t } from "../../i18n/index.js";
import "../../ui/icon.js";

/** The files on their way, each with how far it is and what can be done about it. */
export function drawUploads(files: Files): TemplateResult | typeof nothing {
  const shown = files.uploads.filter((upload) => upload.state !== "done");
  if (shown.length === 0) return nothing;
  return html`<div class="uploads" role="group" aria-label=${t("chat.attach")}>
    ${shown.map((upload) => one(files, upload))}
  </div>`;
}

function one(files: Files, upload: Upload): TemplateResult {
  const { name, state, sent, size, problem } = upload;
  const paused = state === "paused";
  const failed = state === "failed";
  const drop = t(failed ? "chat.upload.forget" : "chat.upload.drop", { name });
  const hold = t(paused ? "chat.upload.resume" : "chat.upload.pause", { name });
  return html`<div class="upload" data-testid="upload" data-state=${state} data-name=${name}>
    <span class="name">${name}</span>
    ${
      failed || state === "checking"
        ? html`<span></span>`
        : html`<button
            class="button quiet icon"
            data-testid="hold-upload"
            aria-label=${hold}
            title=${hold}
            @click=${() => (paused ? files.resume(upload) : files.pause(upload))}
          >
            <ui-icon name=${paused ? "play" : "pause"}></ui-icon>
          </button>`
    }
    <button class="button quiet icon" aria-label=${drop} title=${drop} @click=${() => files.drop(upload)}>
      <ui-icon name="close"></ui-icon>
    </button>
    ${failed ? nothing : html`<progress max=${size} value=${sent} aria-label=${name}></progress>`}
    <span class="state ${failed ? "failed" : ""}" role="status">
      ${problem ? inLanguage(problem) : t(`chat.upload.${state as Exclude<typeof state, "done">}`)}
    </span>
  </div>`;
}
