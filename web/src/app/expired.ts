import { session } from "./staff-session.js";
import { ApiError } from "../net/http.js";
import { navigate } from "./navigation.js";

/** When the session is over, sends the person to sign in and come back here. */
export function expired(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.status !== 401) return false;
  session.set(null);
  navigate(`/sign-in?next=${encodeURIComponent(location.pathname)}`, { replace: true });
  return true;
}
