from media.rtp.speakers import SpeakerDetector

LOUD, LOUDER, QUIET, SILENT = 30, 15, 80, 127


class Talk:
    """Feeds 20 ms frames and evaluates three times a second, as a room does."""

    def __init__(self) -> None:
        self.detector = SpeakerDetector()
        self.now = 0.0
        self.changes: list[list[str]] = []

    def pass_time(self, seconds: float, **levels: int) -> list[list[str]]:
        self.changes = []
        for frame in range(int(seconds / 0.02)):
            self.now += 0.02
            for who, level in levels.items():
                self.detector.heard(who, level, self.now)
            if frame % 17 == 0:
                changed = self.detector.evaluate(self.now)
                if changed is not None:
                    self.changes.append(changed)
        return self.changes


def test_a_voice_is_heard_once_and_not_again_while_nothing_changes() -> None:
    assert Talk().pass_time(5, anna=LOUD) == [["anna"]]


def test_room_noise_is_no_voice() -> None:
    assert Talk().pass_time(5, anna=QUIET) == []


def test_a_pause_between_words_ends_no_turn_but_a_long_one_does() -> None:
    talk = Talk()
    talk.pass_time(2, anna=LOUD)
    assert talk.pass_time(0.5, anna=SILENT) == []
    assert talk.pass_time(3, anna=SILENT) == [[]]


def test_a_speaker_whose_packets_stop_falls_silent() -> None:
    talk = Talk()
    talk.pass_time(2, anna=LOUD)
    assert talk.pass_time(2) == [[]]


def test_a_cough_takes_no_place_but_a_clearly_louder_voice_does() -> None:
    talk = Talk()
    talk.pass_time(2, anna=LOUD)
    assert [who[0] for who in talk.pass_time(0.4, anna=LOUD, bo=LOUDER)] in ([], ["anna"])
    assert talk.pass_time(2, anna=LOUD, bo=LOUDER)[-1] == ["bo", "anna"]


def test_equally_loud_voices_do_not_take_turns_at_the_first_place() -> None:
    talk = Talk()
    talk.pass_time(2, anna=LOUD)
    talk.pass_time(2, anna=LOUD, bo=LOUD)
    assert talk.pass_time(10, anna=LOUD, bo=LOUD - 2) == []


def test_who_leaves_is_forgotten() -> None:
    talk = Talk()
    talk.pass_time(2, anna=LOUD)
    talk.detector.forget("anna")
    assert talk.pass_time(1) == [[]]
