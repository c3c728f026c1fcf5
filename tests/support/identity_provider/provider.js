// An OpenID provider for the tests: npm's oidc-provider with people who sign in by pressing their name.
//
// The environment variable PROVIDER holds JSON: {"clients": [{client_id, client_secret}], "people": {"<subject>":
// {...claims, acr?}}}.  It listens on a port of the system's choice and prints its address.
import { createServer } from "node:http";
import { once } from "node:events";
import Provider from "oidc-provider";

const { clients, people } = JSON.parse(process.env.PROVIDER);
const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const issuer = `http://localhost:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: clients.map((client) => ({
    redirect_uris: ["http://localhost/anywhere"],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    ...client,
  })),
  pkce: { required: () => true },
  acrValues: [...new Set(Object.values(people).flatMap((person) => person.acr ?? []))],
  claims: {
    acr: null,
    auth_time: null,
    openid: ["sub", "groups", "personal_identity_number"],
    email: ["email", "email_verified"],
    profile: ["name"],
  },
  features: { devInteractions: { enabled: false } },
  ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  cookies: { keys: ["only for tests"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
  // Nobody is asked whether the tests' client may know who they are.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});
// The tests' servers choose their ports when they start, which is after this one.
provider.Client.prototype.redirectUriAllowed = (address) => new URL(address).hostname === "localhost";
provider.Client.prototype.postLogoutRedirectUriAllowed = () => false;

function page(uid) {
  const buttons = Object.keys(people).map((id) => `<button name="person" value="${id}">${id}</button>`);
  return `<!doctype html><html lang="en"><title>Identity provider</title>
    <form method="post" action="/login/${uid}">${buttons.join(" ")}</form></html>`;
}

async function chosen(request) {
  let body = "";
  for await (const part of request) body += part;
  return new URLSearchParams(body).get("person");
}

server.on("request", async (request, response) => {
  const uid = /^\/login\/([\w-]+)$/.exec(request.url)?.[1];
  if (!uid) return provider.callback()(request, response);
  if (request.method !== "POST") return response.setHeader("Content-Type", "text/html").end(page(uid));
  const person = await chosen(request);
  const found = people[person];
  const result = found
    ? { login: { accountId: person, acr: found.acr, amr: ["mfa"], remember: true } }
    : { error: "access_denied", error_description: "nobody was chosen" };
  await provider.interactionFinished(request, response, result);
});

console.log(`listening at ${issuer}`);
