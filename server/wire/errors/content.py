"""What the errors of what a meeting shares mean, for people: chat, documents, whiteboard and files."""

from __future__ import annotations

from collections.abc import Mapping

from server.wire.errors.codes import Blame, Code, Meaning, meaning

CONTENT: Mapping[Code, Meaning] = {
    Code.NOT_YOURS: meaning(
        403,
        Blame.DENIED,
        "Det där har någon annan gjort, och bara den personen kan ändra det.",
        "Somebody else made that, and only they can change it.",
    ),
    Code.CHANNEL_FULL: meaning(
        409,
        Blame.USER,
        "Här får inte mer plats. Ta bort något först.",
        "There is no room for more here. Remove something first.",
    ),
    Code.TOO_LATE: meaning(
        409,
        Blame.USER,
        "Det har gått för lång tid för att ändra det här. Skriv ett nytt meddelande i stället.",
        "It is too late to change this. Write a new message instead.",
    ),
    Code.MOVED: meaning(
        409,
        Blame.USER,
        "Du har kommit till ett annat rum i mötet, så det du just gjorde skickades inte.",
        "You have come to another room of the meeting, so what you just did was not sent.",
    ),
    Code.STAGE_TAKEN: meaning(
        409,
        Blame.USER,
        "Någon annan visar redan något. Be den personen eller värden att lämna över.",
        "Somebody else is already showing something. Ask them or the host to hand over.",
    ),
    Code.FILE_KIND: meaning(
        422,
        Blame.USER,
        "Den sortens fil går inte att skicka här. Skicka en bild, en PDF eller ett vanligt kontorsdokument.",
        "That kind of file cannot be sent here. Send a picture, a PDF or an ordinary office document.",
    ),
    Code.FILE_BROKEN: meaning(
        422,
        Blame.USER,
        "Filen är skadad, eller så är den något annat än namnet säger. Spara den på nytt och försök igen.",
        "The file is damaged, or is something else than its name says. Save it anew and try again.",
    ),
    Code.FILE_ACTIVE: meaning(
        422,
        Blame.USER,
        "Filen innehåller något som kan köras eller hämtas, som ett makro, ett skript, en bifogad fil eller en länkad "
        "bild. Spara en kopia utan det, till exempel som ny PDF, och skicka den.",
        "The file holds something that can run or be fetched, such as a macro, a script, an attached file or a linked "
        "picture. Save a copy without it, for example as a new PDF, and send that.",
    ),
    Code.FILE_LOCKED: meaning(
        422,
        Blame.USER,
        "Filen har ett lösenord, så den går inte att kontrollera. Spara den utan lösenord och skicka den på nytt.",
        "The file has a password, so it cannot be checked. Save it without a password and send it again.",
    ),
    Code.CONVERTER_UNAVAILABLE: meaning(
        409,
        Blame.USER,
        "Servern kan inte göra om kontorsdokument. Spara dokumentet som PDF på din dator och visa den.",
        "The server cannot convert office documents. Save the document as a PDF on your computer and show that.",
    ),
    Code.CONVERTER_BUSY: meaning(
        409,
        Blame.USER,
        "Många dokument görs om just nu. Vänta en minut och försök igen.",
        "Many documents are being converted right now. Wait a minute and try again.",
    ),
    Code.NOT_CONVERTED: meaning(
        422,
        Blame.USER,
        "Dokumentet gick inte att göra om till PDF. Spara det som PDF på din dator och visa den.",
        "The document could not be turned into a PDF. Save it as a PDF on your computer and show that.",
    ),
    Code.FILE_TOO_LARGE: meaning(
        413,
        Blame.USER,
        "Filen är för stor. Skicka en mindre fil, eller dela upp den.",
        "The file is too large. Send a smaller one, or divide it.",
    ),
    Code.FILE_INFECTED: meaning(
        422,
        Blame.USER,
        "Virusskyddet stoppade filen. Öppna den inte, och kontakta din it-avdelning om du behöver hjälp.",
        "The virus protection stopped the file. Do not open it, and contact your IT department if you need help.",
    ),
    Code.SCAN_UNAVAILABLE: meaning(
        503,
        Blame.INTERNAL,
        "Filer går inte att skicka just nu, för virusskyddet svarar inte. Försök igen om en stund.",
        "Files cannot be sent right now, because the virus protection does not answer. Try again in a while.",
    ),
    Code.TOO_MANY_FILES: meaning(
        409,
        Blame.USER,
        "Det är för många filer på en gång, eller så rymmer mötet inte fler. Vänta, eller ta bort någon först.",
        "There are too many files at once, or the meeting holds no more. Wait, or remove one first.",
    ),
    Code.UPLOAD_GONE: meaning(
        404,
        Blame.USER,
        "Sändningen avbröts och går inte att fortsätta. Skicka filen på nytt.",
        "The sending was interrupted and cannot go on. Send the file again.",
    ),
    Code.WRONG_OFFSET: meaning(
        409,
        Blame.PROTOCOL,
        "Sändningen kom i otakt. Skicka filen på nytt.",
        "The sending got out of step. Send the file again.",
    ),
}
