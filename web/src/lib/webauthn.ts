import type { Assertion, Attestation, NewPasskey, PasskeyRequest } from "../protocol/api.gen.js";

/** The person has cancelled, or the device has no passkey that fits: browsers do not say which. */
export class PasskeyCancelled extends Error {}
/** The device has one for this account already. */
export class PasskeyKnown extends Error {}

/** Whether passkeys work in this browser and at this address; they belong to host names, never to bare numbers. */
export function passkeysHere(place: Pick<Location, "hostname"> = location): boolean {
  const number = /^[\d.]+$|^\[/.test(place.hostname);
  return !number && typeof globalThis.PublicKeyCredential === "function" && "credentials" in navigator;
}

export function toBase64Url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

const known = (id: string): PublicKeyCredentialDescriptor => ({ type: "public-key", id: fromBase64Url(id) });

async function chosen(asking: Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await asking;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") throw new PasskeyKnown();
    if (error instanceof DOMException) throw new PasskeyCancelled();
    throw error;
  }
  if (!credential) throw new PasskeyCancelled();
  return credential as PublicKeyCredential;
}

/** Makes a passkey that names its owner by itself and always verifies who uses it. */
export async function createPasskey(options: NewPasskey): Promise<Attestation> {
  const credential = await chosen(
    navigator.credentials.create({
      publicKey: {
        challenge: fromBase64Url(options.challenge),
        rp: { id: options.rp_id, name: options.rp_name },
        user: {
          id: new TextEncoder().encode(options.user_id),
          name: options.user_name,
          displayName: options.display_name,
        },
        pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        excludeCredentials: options.exclude.map(known),
        attestation: "none",
      },
    }),
  );
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    id: credential.id,
    client_data: toBase64Url(response.clientDataJSON),
    attestation: toBase64Url(response.attestationObject),
  };
}

/** Shows a passkey of this service, whichever the person chooses. */
export async function usePasskey(options: PasskeyRequest): Promise<Assertion> {
  const credential = await chosen(
    navigator.credentials.get({
      publicKey: {
        challenge: fromBase64Url(options.challenge),
        rpId: options.rp_id,
        allowCredentials: options.allow.map(known),
        userVerification: "required",
      },
    }),
  );
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    client_data: toBase64Url(response.clientDataJSON),
    authenticator_data: toBase64Url(response.authenticatorData),
    signature: toBase64Url(response.signature),
  };
}
