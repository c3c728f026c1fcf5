/** What the support dialog is about. */
export type SupportPage = "connection" | "fault" | "keys";
