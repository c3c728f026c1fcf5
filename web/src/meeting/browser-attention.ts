import type { Devices } from "../call/devices/devices.js";
import { audioContext } from "../call/devices/level.js";
import { t } from "../i18n/index.js";
import type { AttentionWorld } from "./attention.js";
import { chime } from "./parts/chime.js";

export function browserAttention(devices: Devices): AttentionWorld {
  let plain: string | null = null;
  return {
    ring: () => void chime(audioContext(), devices.speakerId),
    setTitle: (title) => {
      if (title === null && plain === null) return;
      plain ??= document.title;
      document.title = title ?? plain;
      if (title === null) plain = null;
    },
    notify: (name, id) => showNotification(name, id),
    title: (count) => t("room.lobby.title", { count }),
  };
}

export function canAskToNotify(): boolean {
  return typeof Notification === "function" && Notification.permission === "default";
}

function showNotification(name: string, id: string): () => void {
  if (typeof Notification !== "function" || Notification.permission !== "granted") return () => undefined;
  try {
    const notification = new Notification(t("room.lobby.notification", { name }), {
      tag: id,
      requireInteraction: true,
    });
    notification.addEventListener("click", () => {
      window.focus();
      notification.close();
    });
    return () => notification.close();
  } catch {
    // Phones allow notifications only from a service worker.
    return () => undefined;
  }
}
