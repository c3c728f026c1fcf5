import type { Route } from "./app/navigation.js";

const signin = () => import("./pages/signin/index.js");
const meetings = () => import("./pages/meetings/index.js");

const help = () => import("./pages/help/index.js");
const admin = () => import("./pages/admin/index.js");
const adminRoute = (name: string): Route => ({
  path: `/admin/${name}`,
  tag: `admin-${name}`,
  title: "common.title.admin",
  staff: true,
  load: admin,
});

/** Every address and the page behind it. */
export const routes: readonly Route[] = [
  { path: "/setup", tag: "page-setup", title: "common.title.setup", load: () => import("./pages/setup/index.js") },
  { path: "/sign-in", tag: "page-sign-in", title: "common.title.sign_in", load: signin },
  { path: "/sign-in/oidc/:slug", tag: "page-provider-return", title: "common.title.sign_in", load: signin },
  { path: "/o/:slug", tag: "page-sign-in", title: "common.title.sign_in", load: signin },
  { path: "/o/:slug/sign-in", tag: "page-sign-in", title: "common.title.sign_in", load: signin },
  {
    path: "/security",
    tag: "page-security",
    title: "common.title.security",
    staff: true,
    load: () => import("./pages/security/index.js"),
  },
  { path: "/meetings", tag: "page-meetings", title: "common.title.meetings", staff: true, load: meetings },
  { path: "/meetings/new", tag: "page-new-meeting", title: "common.title.new_meeting", staff: true, load: meetings },
  { path: "/meetings/:id", tag: "page-meeting", title: "common.title.meeting", staff: true, load: meetings },
  { path: "/room/:id", tag: "page-room", title: "common.title.room", staff: true, load: meetings },
  ...[
    "staff",
    "units",
    "meetings",
    "policies",
    "retention",
    "settings",
    "organisation",
    "statistics",
    "faults",
    "audit",
    "reviews",
  ].map(adminRoute),
  { path: "/m", tag: "page-guest", title: "common.title.guest", load: () => import("./pages/guest/index.js") },
  { path: "/help", tag: "page-help", title: "common.title.help", load: help },
  { path: "/help/staff", tag: "page-staff-manual", title: "common.title.help", load: help },
  { path: "/help/leaflet", tag: "page-leaflet", title: "common.title.help", load: help },
];
