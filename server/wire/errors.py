"""Every error that reaches a person: a stable code, who is at fault, an HTTP status, and a sentence that says what
happened and what to do next, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from server.wire.vocabulary import Text


class Blame(StrEnum):
    USER = "user"
    PROTOCOL = "protocol"
    DENIED = "denied"
    INTERNAL = "internal"


class Code(StrEnum):
    BAD_MESSAGE = "bad_message"
    BAD_REQUEST = "bad_request"
    BAD_FIELDS = "bad_fields"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    RATE_LIMITED = "rate_limited"
    NOT_FROM_HERE = "not_from_here"
    FOREIGN_ORIGIN = "foreign_origin"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    WRONG_METHOD = "wrong_method"
    BAD_SIGN_IN = "bad_sign_in"
    BAD_SETUP_LINK = "bad_setup_link"
    BEGIN_AGAIN = "begin_again"
    STEP_UP_NEEDED = "step_up_needed"
    BAD_APP_CODE = "bad_app_code"
    BAD_PASSKEY = "bad_passkey"
    LAST_WAY_IN = "last_way_in"
    PROVIDER_FAILED = "provider_failed"
    PROVIDER_LEVEL = "provider_level"
    NO_ROLE = "no_role"
    PROVIDER_MISMATCH = "provider_mismatch"
    SHUT_OUT = "shut_out"
    BAD_LINK = "bad_link"
    EARLY = "early"
    CLASS_UNAVAILABLE = "class_unavailable"
    CLASS_NOT_ALLOWED = "class_not_allowed"
    TOO_WEAK = "too_weak"
    NOT_IDENTIFIED = "not_identified"
    BAD_CODE = "bad_code"
    CODE_OVER = "code_over"
    TOO_MANY_CODES = "too_many_codes"
    SMS_NOT_SENT = "sms_not_sent"
    EID_FAILED = "eid_failed"
    EID_MISMATCH = "eid_mismatch"
    NO_CONTACT = "no_contact"
    ROOM_LOCKED = "room_locked"
    NO_SUCH_PERSON = "no_such_person"
    NOT_WAITING = "not_waiting"
    ROOM_FULL = "room_full"
    BAD_SDP = "bad_sdp"
    STALE_ANSWER = "stale_answer"
    NO_TRANSPORT = "no_transport"
    MEDIA_UNAVAILABLE = "media_unavailable"
    UNIT_IN_USE = "unit_in_use"
    NOT_ONESELF = "not_oneself"
    NEEDS_ANOTHER = "needs_another"
    LAST_ADMINISTRATOR = "last_administrator"
    ACCOUNT_DISABLED = "account_disabled"
    NOT_SET_UP = "not_set_up"
    MAIL_NOT_SENT = "mail_not_sent"
    TOO_MANY = "too_many"
    AUDIT_UNAVAILABLE = "audit_unavailable"
    OUTDATED_CLIENT = "outdated_client"
    UPDATING = "updating"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Meaning:
    status: int
    blame: Blame
    text: Text


def _meaning(status: int, blame: Blame, sv: str, en: str) -> Meaning:
    return Meaning(status, blame, Text(sv=sv, en=en))


MEANINGS: Mapping[Code, Meaning] = {
    Code.BAD_MESSAGE: _meaning(
        400,
        Blame.PROTOCOL,
        "Webbläsaren skickade något som tjänsten inte förstår. Ladda om sidan.",
        "The browser sent something that the service does not understand. Reload the page.",
    ),
    Code.BAD_REQUEST: _meaning(
        400,
        Blame.PROTOCOL,
        "Begäran gick inte att läsa. Ladda om sidan och försök igen.",
        "The request could not be read. Reload the page and try again.",
    ),
    Code.BAD_FIELDS: _meaning(
        422,
        Blame.USER,
        "Något i formuläret behöver rättas.",
        "Something in the form needs to be corrected.",
    ),
    Code.TOO_LARGE: _meaning(
        413,
        Blame.USER,
        "Det som skickades är för stort. Korta ned det och försök igen.",
        "What was sent is too large. Shorten it and try again.",
    ),
    Code.TOO_SLOW: _meaning(
        408,
        Blame.USER,
        "Det tog för lång tid att ta emot det som skickades. Kontrollera nätet och försök igen.",
        "What was sent took too long to arrive. Check the network and try again.",
    ),
    Code.NOT_FROM_HERE: _meaning(
        403,
        Blame.DENIED,
        "Administrationen går inte att nå härifrån. Använd organisationens nät och administrationens egen adress.",
        "Administration cannot be reached from here. Use the organisation's network and administration's own address.",
    ),
    Code.RATE_LIMITED: _meaning(
        429,
        Blame.USER,
        "Det blev för många försök på kort tid. Vänta en stund och försök igen.",
        "There were too many attempts in a short time. Wait a moment and try again.",
    ),
    Code.FOREIGN_ORIGIN: _meaning(
        403,
        Blame.DENIED,
        "Begäran kom från en annan webbplats. Öppna tjänsten på dess egen adress.",
        "The request came from another site. Open the service at its own address.",
    ),
    Code.NOT_SIGNED_IN: _meaning(
        401,
        Blame.DENIED,
        "Du är inte inloggad, eller så har inloggningen gått ut. Logga in igen.",
        "You are not signed in, or your session has ended. Sign in again.",
    ),
    Code.NOT_ALLOWED: _meaning(
        403,
        Blame.DENIED,
        "Du har inte rätt att göra detta.",
        "You are not allowed to do this.",
    ),
    Code.NOT_FOUND: _meaning(
        404,
        Blame.USER,
        "Sidan eller uppgiften finns inte.",
        "The page or item does not exist.",
    ),
    Code.WRONG_METHOD: _meaning(
        405,
        Blame.PROTOCOL,
        "Så kan adressen inte användas.",
        "The address cannot be used that way.",
    ),
    Code.BAD_SIGN_IN: _meaning(
        401,
        Blame.USER,
        "E-postadressen, lösenordet eller koden stämmer inte. Försök igen. En kod fungerar bara en gång.",
        "The e-mail address, the password or the code is wrong. Try again. A code works only once.",
    ),
    Code.BAD_SETUP_LINK: _meaning(
        404,
        Blame.USER,
        "Länken gäller inte längre. Be administratören, eller den som driver tjänsten, om en ny.",
        "The link is no longer valid. Ask the administrator, or whoever runs the service, for a new one.",
    ),
    Code.STEP_UP_NEEDED: _meaning(
        403,
        Blame.USER,
        "Visa igen att det är du. Det behövs för sådant som är känsligt.",
        "Show again that it is you. This is needed for what is sensitive.",
    ),
    Code.BAD_APP_CODE: _meaning(
        422,
        Blame.USER,
        "Koden stämmer inte. Vänta på nästa kod i appen och skriv den. En kod fungerar bara en gång.",
        "The code is wrong. Wait for the next code in the app and type it. A code works only once.",
    ),
    Code.BAD_PASSKEY: _meaning(
        422,
        Blame.USER,
        "Inloggningsnyckeln gick inte att använda. Försök igen, eller logga in på ett annat sätt.",
        "The passkey could not be used. Try again, or sign in another way.",
    ),
    Code.LAST_WAY_IN: _meaning(
        409,
        Blame.USER,
        "Det är ditt enda sätt att logga in. Lägg till ett annat först.",
        "This is your only way to sign in. Add another one first.",
    ),
    Code.PROVIDER_FAILED: _meaning(
        502,
        Blame.USER,
        "Inloggningen hos organisationens inloggningstjänst gick inte igenom. Försök igen om en stund, eller säg till "
        "administratören.",
        "The sign-in at the organisation's identity provider did not go through. Try again in a moment, or tell the "
        "administrator.",
    ),
    Code.PROVIDER_LEVEL: _meaning(
        403,
        Blame.USER,
        "Inloggningen var inte stark nog. Logga in med två faktorer hos organisationens inloggningstjänst.",
        "The sign-in was not strong enough. Sign in with two factors at the organisation's identity provider.",
    ),
    Code.NO_ROLE: _meaning(
        403,
        Blame.DENIED,
        "Du hör inte till någon grupp som får använda tjänsten. Be administratören om tillgång.",
        "You do not belong to a group that may use the service. Ask the administrator for access.",
    ),
    Code.PROVIDER_MISMATCH: _meaning(
        409,
        Blame.USER,
        "Det finns redan ett konto med din adress och ett annat sätt att logga in. Använd det, eller be om hjälp av "
        "administratören.",
        "There is already an account with your address and another way to sign in. Use that, or ask the administrator "
        "for help.",
    ),
    Code.SHUT_OUT: _meaning(
        403,
        Blame.DENIED,
        "Kontot är avstängt. Kontakta administratören.",
        "The account is disabled. Contact the administrator.",
    ),
    Code.BEGIN_AGAIN: _meaning(
        409,
        Blame.USER,
        "Det tog för lång tid eller är redan gjort. Börja om.",
        "It took too long or has already been done. Begin again.",
    ),
    Code.BAD_LINK: _meaning(
        404,
        Blame.USER,
        "Länken gäller inte. Säg till den som bjöd in dig, så får du en ny.",
        "The link is not valid. Tell the person who invited you, and they will send a new one.",
    ),
    Code.EARLY: _meaning(
        403,
        Blame.USER,
        "Mötet har inte öppnat än. Sidan öppnar av sig själv när det är dags.",
        "The meeting has not opened yet. The page opens by itself when it is time.",
    ),
    Code.CLASS_UNAVAILABLE: _meaning(
        422,
        Blame.USER,
        "Den mötesklassen går inte att välja än. Välj skyddat möte.",
        "That meeting class cannot be chosen yet. Choose a protected meeting.",
    ),
    Code.CLASS_NOT_ALLOWED: _meaning(
        403,
        Blame.DENIED,
        "Er enhet får inte hålla den sortens möte. Välj en annan sort eller fråga er administratör.",
        "Your unit may not hold that kind of meeting. Choose another kind or ask your administrator.",
    ),
    Code.TOO_WEAK: _meaning(
        403,
        Blame.DENIED,
        "Mötet kräver säkrare legitimering än den som står i inbjudan. Be den som bjöd in dig om en ny inbjudan.",
        "The meeting needs a safer identification than the invitation says. Ask the person who invited you for a new "
        "invitation.",
    ),
    Code.NOT_IDENTIFIED: _meaning(
        403,
        Blame.DENIED,
        "Legitimeringen är inte klar. Den måste göras innan gästen kan komma in.",
        "The identification is not finished. It must be done before the guest can come in.",
    ),
    Code.BAD_CODE: _meaning(
        422,
        Blame.USER,
        "Koden stämmer inte. Titta i det senaste sms:et och försök igen.",
        "The code is not right. Look in the latest text message and try again.",
    ),
    Code.CODE_OVER: _meaning(
        409,
        Blame.USER,
        "Koden gäller inte längre. Be om en ny kod.",
        "The code is no longer valid. Ask for a new code.",
    ),
    Code.TOO_MANY_CODES: _meaning(
        429,
        Blame.USER,
        "Flera koder har redan skickats. Vänta en kvart innan du ber om en ny.",
        "Several codes have been sent already. Wait a quarter of an hour before you ask for a new one.",
    ),
    Code.SMS_NOT_SENT: _meaning(
        502,
        Blame.INTERNAL,
        "Sms-tjänsten tog inte emot meddelandet. Försök igen om en stund.",
        "The text message service did not take the message. Try again in a moment.",
    ),
    Code.EID_FAILED: _meaning(
        502,
        Blame.USER,
        "Det gick inte att legitimera dig. Försök igen.",
        "You could not be identified. Try again.",
    ),
    Code.EID_MISMATCH: _meaning(
        403,
        Blame.DENIED,
        "Inbjudan gäller en annan person. Be den som bjöd in dig om en egen länk.",
        "The invitation is for somebody else. Ask the person who invited you for a link of your own.",
    ),
    Code.NO_CONTACT: _meaning(
        422,
        Blame.USER,
        "Gästen har ingen sådan adress i inbjudan. Skicka länken på ett annat sätt.",
        "The guest has no such address in the invitation. Send the link in another way.",
    ),
    Code.ROOM_LOCKED: _meaning(
        409,
        Blame.USER,
        "Mötet är låst. Ingen ny kommer in förrän värden låser upp det.",
        "The meeting is locked. Nobody new comes in until the host unlocks it.",
    ),
    Code.NO_SUCH_PERSON: _meaning(
        404,
        Blame.USER,
        "Personen är inte kvar i mötet.",
        "The person is no longer in the meeting.",
    ),
    Code.NOT_WAITING: _meaning(
        409,
        Blame.USER,
        "Personen väntar inte längre.",
        "The person is no longer waiting.",
    ),
    Code.ROOM_FULL: _meaning(
        409,
        Blame.USER,
        "Mötet är fullt. Säg till den som bjöd in dig.",
        "The meeting is full. Tell the person who invited you.",
    ),
    Code.BAD_SDP: _meaning(
        400,
        Blame.PROTOCOL,
        "Webbläsaren gav ett svar om bild och ljud som inte går att använda. Ladda om sidan.",
        "The browser gave an answer about picture and sound that cannot be used. Reload the page.",
    ),
    Code.STALE_ANSWER: _meaning(
        409,
        Blame.PROTOCOL,
        "Svaret om bild och ljud kom för sent. Ett nytt försök görs.",
        "The answer about picture and sound came too late. A new attempt is made.",
    ),
    Code.NO_TRANSPORT: _meaning(
        409,
        Blame.PROTOCOL,
        "Anslutningen för bild och ljud finns inte längre. En ny görs.",
        "The connection for picture and sound is gone. A new one is made.",
    ),
    Code.MEDIA_UNAVAILABLE: _meaning(
        503,
        Blame.INTERNAL,
        "Bild och ljud är inte tillgängliga just nu. Nytt försök görs av sig själv.",
        "Picture and sound are not available right now. A new attempt is made by itself.",
    ),
    Code.UNIT_IN_USE: _meaning(
        409,
        Blame.USER,
        "Enheten har personal. Flytta eller stäng av den först.",
        "The unit has staff. Move or disable them first.",
    ),
    Code.NOT_ONESELF: _meaning(
        409,
        Blame.USER,
        "Du kan inte ändra din egen roll eller stänga av dig själv. Be en annan administratör.",
        "You cannot change your own role or disable yourself. Ask another administrator.",
    ),
    Code.NEEDS_ANOTHER: _meaning(
        409,
        Blame.USER,
        "Den som har föreslagit ändringen kan inte godkänna den. Be en annan administratör.",
        "Whoever proposed the change cannot approve it. Ask another administrator.",
    ),
    Code.LAST_ADMINISTRATOR: _meaning(
        409,
        Blame.USER,
        "Det måste finnas minst en administratör som kan logga in. Utse en till först.",
        "There must be at least one administrator who can sign in. Appoint another first.",
    ),
    Code.ACCOUNT_DISABLED: _meaning(
        409,
        Blame.USER,
        "Kontot är avstängt. Öppna det först.",
        "The account is disabled. Enable it first.",
    ),
    Code.NOT_SET_UP: _meaning(
        409,
        Blame.USER,
        "Inställningen saknas. En administratör kan lägga in den under Inställningar.",
        "The setting is missing. An administrator can enter it under Settings.",
    ),
    Code.MAIL_NOT_SENT: _meaning(
        502,
        Blame.INTERNAL,
        "Brevet gick inte att skicka. Lämna länken på ett annat sätt, eller be en administratör prova e-posten.",
        "The letter could not be sent. Hand over the link in another way, or ask an administrator to test the mail.",
    ),
    Code.TOO_MANY: _meaning(
        409,
        Blame.USER,
        "Det finns redan för många. Ta bort några först.",
        "There are too many already. Remove some first.",
    ),
    Code.AUDIT_UNAVAILABLE: _meaning(
        503,
        Blame.INTERNAL,
        "Åtgärden kan inte loggas just nu och gjordes därför inte. Pågående samtal fortsätter. Försök om en stund.",
        "This cannot be logged right now, so it was not done. Running calls go on. Try again in a moment.",
    ),
    Code.OUTDATED_CLIENT: _meaning(
        400,
        Blame.PROTOCOL,
        "Tjänsten har uppdaterats. Ladda om sidan.",
        "The service has been updated. Reload the page.",
    ),
    Code.UPDATING: _meaning(
        503,
        Blame.INTERNAL,
        "Tjänsten uppdateras, så just nu startar inga nya möten. Försök igen om några minuter.",
        "The service is being updated, so no new meetings start right now. Try again in some minutes.",
    ),
    Code.INTERNAL: _meaning(
        500,
        Blame.INTERNAL,
        "Något gick fel hos oss. Försök igen om en stund.",
        "Something went wrong on our side. Try again in a moment.",
    ),
}


class AppError(Exception):
    """An error with a meaning for people.  ``fields`` holds a sentence per form field that is wrong."""

    def __init__(self, code: Code, fields: Mapping[str, Text] | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.fields = dict(fields or {})

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.code]
