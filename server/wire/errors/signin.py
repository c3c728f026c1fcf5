"""What the errors of signing in and of one's own account mean, for people."""

from __future__ import annotations

from collections.abc import Mapping

from server.wire.errors.codes import Blame, Code, Meaning, meaning

SIGN_IN: Mapping[Code, Meaning] = {
    Code.BEGIN_AGAIN: meaning(
        409,
        Blame.USER,
        "Det tog för lång tid eller är redan gjort. Börja om.",
        "It took too long or has already been done. Begin again.",
    ),
    Code.STEP_UP_NEEDED: meaning(
        403,
        Blame.USER,
        "Visa igen att det är du. Det behövs för sådant som är känsligt.",
        "Show again that it is you. This is needed for what is sensitive.",
    ),
    Code.BAD_APP_CODE: meaning(
        422,
        Blame.USER,
        "Koden stämmer inte. Vänta på nästa kod i appen och skriv den. En kod fungerar bara en gång.",
        "The code is wrong. Wait for the next code in the app and type it. A code works only once.",
    ),
    Code.BAD_PASSKEY: meaning(
        422,
        Blame.USER,
        "Inloggningsnyckeln gick inte att använda. Försök igen, eller logga in på ett annat sätt.",
        "The passkey could not be used. Try again, or sign in another way.",
    ),
    Code.LAST_WAY_IN: meaning(
        409,
        Blame.USER,
        "Det är ditt enda sätt att logga in. Lägg till ett annat först.",
        "This is your only way to sign in. Add another one first.",
    ),
    Code.PROVIDER_FAILED: meaning(
        502,
        Blame.USER,
        "Inloggningen hos organisationens inloggningstjänst gick inte igenom. Försök igen om en stund, eller säg till "
        "administratören.",
        "The sign-in at the organisation's identity provider did not go through. Try again in a moment, or tell the "
        "administrator.",
    ),
    Code.PROVIDER_LEVEL: meaning(
        403,
        Blame.USER,
        "Inloggningen var inte stark nog. Logga in med två faktorer hos organisationens inloggningstjänst.",
        "The sign-in was not strong enough. Sign in with two factors at the organisation's identity provider.",
    ),
    Code.NO_ROLE: meaning(
        403,
        Blame.DENIED,
        "Du hör inte till någon grupp som får använda tjänsten. Be administratören om tillgång.",
        "You do not belong to a group that may use the service. Ask the administrator for access.",
    ),
    Code.PROVIDER_MISMATCH: meaning(
        409,
        Blame.USER,
        "Det finns redan ett konto med din adress och ett annat sätt att logga in. Använd det, eller be om hjälp av "
        "administratören.",
        "There is already an account with your address and another way to sign in. Use that, or ask the administrator "
        "for help.",
    ),
    Code.SHUT_OUT: meaning(
        403,
        Blame.DENIED,
        "Kontot är avstängt. Kontakta administratören.",
        "The account is disabled. Contact the administrator.",
    ),
    Code.BAD_SIGN_IN: meaning(
        401,
        Blame.USER,
        "E-postadressen, lösenordet eller koden stämmer inte. Försök igen. En kod fungerar bara en gång. Stämmer allt "
        "ändå, använd en återställningskod.",
        "The e-mail address, the password or the code is wrong. Try again. A code works only once. If all of it is "
        "right, use a recovery code.",
    ),
    Code.BAD_SETUP_LINK: meaning(
        404,
        Blame.USER,
        "Länken gäller inte längre. Be administratören, eller den som driver tjänsten, om en ny.",
        "The link is no longer valid. Ask the administrator, or whoever runs the service, for a new one.",
    ),
    Code.NOT_SIGNED_IN: meaning(
        401,
        Blame.DENIED,
        "Du är inte inloggad, eller så har inloggningen gått ut. Logga in igen.",
        "You are not signed in, or your session has ended. Sign in again.",
    ),
}
