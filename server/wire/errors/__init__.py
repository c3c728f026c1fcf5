"""Every error that reaches a person: a stable code, who is at fault, an HTTP status, and a sentence that says what
happened and what to do next, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping

from server.wire.errors.codes import Blame, Code, Meaning, meaning
from server.wire.errors.content import CONTENT
from server.wire.errors.edge import EDGE
from server.wire.errors.room import ROOM
from server.wire.errors.signin import SIGN_IN
from server.wire.vocabulary import Text

__all__ = ["MEANINGS", "AppError", "Blame", "Code", "Meaning"]

MEANINGS: Mapping[Code, Meaning] = {
    **EDGE,
    **SIGN_IN,
    **CONTENT,
    **ROOM,
    Code.BAD_MESSAGE: meaning(
        400,
        Blame.PROTOCOL,
        "Webbläsaren skickade något som tjänsten inte förstår. Ladda om sidan.",
        "The browser sent something that the service does not understand. Reload the page.",
    ),
    Code.BAD_REQUEST: meaning(
        400,
        Blame.PROTOCOL,
        "Begäran gick inte att läsa. Ladda om sidan och försök igen.",
        "The request could not be read. Reload the page and try again.",
    ),
    Code.BAD_FIELDS: meaning(
        422,
        Blame.USER,
        "Något i formuläret behöver rättas.",
        "Something in the form needs to be corrected.",
    ),
    Code.RATE_LIMITED: meaning(
        429,
        Blame.USER,
        "Det blev för många försök på kort tid. Vänta en stund och försök igen.",
        "There were too many attempts in a short time. Wait a moment and try again.",
    ),
    Code.NOT_ALLOWED: meaning(
        403,
        Blame.DENIED,
        "Du har inte rätt att göra detta.",
        "You are not allowed to do this.",
    ),
    Code.NOT_FOUND: meaning(
        404,
        Blame.USER,
        "Sidan eller uppgiften finns inte.",
        "The page or item does not exist.",
    ),
    Code.WRONG_METHOD: meaning(
        405,
        Blame.PROTOCOL,
        "Så kan adressen inte användas.",
        "The address cannot be used that way.",
    ),
    Code.BAD_LINK: meaning(
        404,
        Blame.USER,
        "Länken gäller inte. Säg till den som bjöd in dig, så får du en ny.",
        "The link is not valid. Tell the person who invited you, and they will send a new one.",
    ),
    Code.EARLY: meaning(
        403,
        Blame.USER,
        "Mötet har inte öppnat än. Sidan öppnar av sig själv när det är dags.",
        "The meeting has not opened yet. The page opens by itself when it is time.",
    ),
    Code.CLASS_UNAVAILABLE: meaning(
        422,
        Blame.USER,
        "Den mötesklassen går inte att välja än. Välj skyddat möte.",
        "That meeting class cannot be chosen yet. Choose a protected meeting.",
    ),
    Code.CLASS_NOT_ALLOWED: meaning(
        403,
        Blame.DENIED,
        "Er enhet får inte hålla den sortens möte. Välj en annan sort eller fråga er administratör.",
        "Your unit may not hold that kind of meeting. Choose another kind or ask your administrator.",
    ),
    Code.TOO_WEAK: meaning(
        403,
        Blame.DENIED,
        "Mötet kräver säkrare legitimering än den som står i inbjudan. Be den som bjöd in dig om en ny inbjudan.",
        "The meeting needs a safer identification than the invitation says. Ask the person who invited you for a new "
        "invitation.",
    ),
    Code.NOT_IDENTIFIED: meaning(
        403,
        Blame.DENIED,
        "Legitimeringen är inte klar. Den måste göras innan gästen kan komma in.",
        "The identification is not finished. It must be done before the guest can come in.",
    ),
    Code.BAD_CODE: meaning(
        422,
        Blame.USER,
        "Koden stämmer inte. Titta i det senaste sms:et och försök igen.",
        "The code is not right. Look in the latest text message and try again.",
    ),
    Code.CODE_OVER: meaning(
        409,
        Blame.USER,
        "Koden gäller inte längre. Be om en ny kod.",
        "The code is no longer valid. Ask for a new code.",
    ),
    Code.TOO_MANY_CODES: meaning(
        429,
        Blame.USER,
        "Flera koder har redan skickats. Vänta en kvart innan du ber om en ny.",
        "Several codes have been sent already. Wait a quarter of an hour before you ask for a new one.",
    ),
    Code.SMS_NOT_SENT: meaning(
        502,
        Blame.INTERNAL,
        "Sms-tjänsten tog inte emot meddelandet. Försök igen om en stund.",
        "The text message service did not take the message. Try again in a moment.",
    ),
    Code.EID_FAILED: meaning(
        502,
        Blame.USER,
        "Det gick inte att legitimera dig. Försök igen.",
        "You could not be identified. Try again.",
    ),
    Code.EID_MISMATCH: meaning(
        403,
        Blame.DENIED,
        "Inbjudan gäller en annan person. Be den som bjöd in dig om en egen länk.",
        "The invitation is for somebody else. Ask the person who invited you for a link of your own.",
    ),
    Code.NO_CONTACT: meaning(
        422,
        Blame.USER,
        "Gästen har ingen sådan adress i inbjudan. Skicka länken på ett annat sätt.",
        "The guest has no such address in the invitation. Send the link in another way.",
    ),
    Code.ROOM_LOCKED: meaning(
        409,
        Blame.USER,
        "Mötet är låst. Ingen ny kommer in förrän värden låser upp det.",
        "The meeting is locked. Nobody new comes in until the host unlocks it.",
    ),
    Code.NO_SUCH_PERSON: meaning(
        404,
        Blame.USER,
        "Personen är inte kvar i mötet.",
        "The person is no longer in the meeting.",
    ),
    Code.NOT_WAITING: meaning(
        409,
        Blame.USER,
        "Personen väntar inte längre.",
        "The person is no longer waiting.",
    ),
    Code.ROOM_FULL: meaning(
        409,
        Blame.USER,
        "Mötet är fullt. Säg till den som bjöd in dig.",
        "The meeting is full. Tell the person who invited you.",
    ),
    Code.BAD_SDP: meaning(
        400,
        Blame.PROTOCOL,
        "Webbläsaren gav ett svar om bild och ljud som inte går att använda. Ladda om sidan.",
        "The browser gave an answer about picture and sound that cannot be used. Reload the page.",
    ),
    Code.STALE_ANSWER: meaning(
        409,
        Blame.PROTOCOL,
        "Svaret om bild och ljud kom för sent. Ett nytt försök görs.",
        "The answer about picture and sound came too late. A new attempt is made.",
    ),
    Code.NO_TRANSPORT: meaning(
        409,
        Blame.PROTOCOL,
        "Anslutningen för bild och ljud finns inte längre. En ny görs.",
        "The connection for picture and sound is gone. A new one is made.",
    ),
    Code.MEDIA_UNAVAILABLE: meaning(
        503,
        Blame.INTERNAL,
        "Bild och ljud är inte tillgängliga just nu. Nytt försök görs av sig själv.",
        "Picture and sound are not available right now. A new attempt is made by itself.",
    ),
    Code.UNIT_IN_USE: meaning(
        409,
        Blame.USER,
        "Enheten har personal. Flytta eller stäng av den först.",
        "The unit has staff. Move or disable them first.",
    ),
    Code.NOT_ONESELF: meaning(
        409,
        Blame.USER,
        "Du kan inte ändra din egen roll eller stänga av dig själv. Be en annan administratör.",
        "You cannot change your own role or disable yourself. Ask another administrator.",
    ),
    Code.NEEDS_ANOTHER: meaning(
        409,
        Blame.USER,
        "Den som har föreslagit ändringen kan inte godkänna den. Be en annan administratör.",
        "Whoever proposed the change cannot approve it. Ask another administrator.",
    ),
    Code.NEEDS_RECOVERY: meaning(
        409,
        Blame.USER,
        "Kontot har redan ett sätt att logga in. Be om ett nytt sätt för personen i stället.",
        "The account has a way to sign in already. Ask for a new way for the person instead.",
    ),
    Code.NEVER_SIGNED_IN: meaning(
        409,
        Blame.USER,
        "Personen har inte valt något sätt att logga in än. Skapa en ny inbjudningslänk i stället.",
        "The person has not chosen a way to sign in yet. Make a new invitation link instead.",
    ),
    Code.NEW_ADMINISTRATOR: meaning(
        409,
        Blame.USER,
        "Du har haft din roll i mindre än sju dagar. Be någon som varit administratör längre.",
        "You have had your role for less than seven days. Ask somebody who has been an administrator for longer.",
    ),
    Code.LAST_ADMINISTRATOR: meaning(
        409,
        Blame.USER,
        "Det måste finnas minst en administratör som kan logga in. Utse en till först.",
        "There must be at least one administrator who can sign in. Appoint another first.",
    ),
    Code.ACCOUNT_DISABLED: meaning(
        409,
        Blame.USER,
        "Kontot är avstängt. Öppna det först.",
        "The account is disabled. Enable it first.",
    ),
    Code.NOT_SET_UP: meaning(
        409,
        Blame.USER,
        "Inställningen saknas. En administratör kan lägga in den under Inställningar.",
        "The setting is missing. An administrator can enter it under Settings.",
    ),
    Code.MAIL_NOT_SENT: meaning(
        502,
        Blame.INTERNAL,
        "Brevet gick inte att skicka. Lämna länken på ett annat sätt, eller be en administratör prova e-posten.",
        "The letter could not be sent. Hand over the link in another way, or ask an administrator to test the mail.",
    ),
    Code.TOO_MANY: meaning(
        409,
        Blame.USER,
        "Det finns redan för många. Ta bort några först.",
        "There are too many already. Remove some first.",
    ),
    Code.AUDIT_UNAVAILABLE: meaning(
        503,
        Blame.INTERNAL,
        "Åtgärden kan inte loggas just nu och gjordes därför inte. Pågående samtal fortsätter. Försök om en stund.",
        "This cannot be logged right now, so it was not done. Running calls go on. Try again in a moment.",
    ),
    Code.OUTDATED_CLIENT: meaning(
        400,
        Blame.PROTOCOL,
        "Tjänsten har uppdaterats. Ladda om sidan.",
        "The service has been updated. Reload the page.",
    ),
    Code.UPDATING: meaning(
        503,
        Blame.INTERNAL,
        "Tjänsten uppdateras, så just nu startar inga nya möten. Försök igen om några minuter.",
        "The service is being updated, so no new meetings start right now. Try again in some minutes.",
    ),
    Code.INTERNAL: meaning(
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
