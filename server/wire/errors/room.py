"""What the errors inside a running meeting mean, for people."""

from __future__ import annotations

from collections.abc import Mapping

from server.wire.errors.codes import Blame, Code, Meaning, meaning

ROOM: Mapping[Code, Meaning] = {
    Code.SHARE_NEEDS_HOST: meaning(
        403,
        Blame.DENIED,
        "Värden behöver säga ja innan du delar din skärm. Tryck på Dela skärm, så frågar vi.",
        "The host has to say yes before you share your screen. Press Share screen, and we will ask.",
    ),
    Code.NAME_OF_HOST: meaning(
        422,
        Blame.USER,
        "Så heter den som håller i mötet. Skriv ditt eget för- och efternamn, eller vem du är, som Kims pappa.",
        "That is the name of somebody who holds the meeting. Write your own first and last name, or who you are, as "
        "in Kim's father.",
    ),
    Code.NOT_PROVEN: meaning(
        409,
        Blame.USER,
        "Kollegan har inte visat vem hen är. Titta på legitimationen i bild och tryck på Legitimation visad först.",
        "The colleague has not shown who they are. Look at the identity document and press Document shown first.",
    ),
    Code.EMPTY_NOTE: meaning(
        422,
        Blame.USER,
        "Välj ett meddelande eller skriv ett eget.",
        "Choose a message or write one of your own.",
    ),
    Code.GO_BACK_FIRST: meaning(
        409,
        Blame.USER,
        "Du är i en grupp. Gå tillbaka till mötet först.",
        "You are in a group. Go back to the meeting first.",
    ),
    Code.GROUPS_OPEN: meaning(
        409,
        Blame.USER,
        "Det finns redan grupper. Kalla tillbaka alla innan du öppnar nya.",
        "There are groups already. Call everybody back before you open new ones.",
    ),
    Code.NO_GROUPS: meaning(
        409,
        Blame.USER,
        "Gruppen finns inte längre.",
        "The group is no longer there.",
    ),
}
