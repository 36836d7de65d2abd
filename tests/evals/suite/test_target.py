"""Asking cases of the real assistant, in-process and over HTTP."""

from __future__ import annotations

import shutil
from datetime import date
from typing import Any

import pytest

from assistant.contract import AskRequest, SearchRequest
from evals.suite.case import Kind
from evals.suite.door import UNKNOWN, Library
from evals.suite.doors import HttpDoors, InProcessDoors, NotTried, open_doors
from evals.suite.http_door import HttpDoor, SystemFailed
from evals.suite.local_server import local_server
from evals.suite.overlays import Overlays
from evals.suite.prediction import Prediction
from evals.suite.remembering import remembering
from evals.suite.target import SEARCHED, DoorTarget, cited_texts
from tests.evals.suite.conftest import (
    CASES,
    DMP_2011,
    DMP_2021,
    FOLLOWING,
    FREE,
    PLANTED,
    SNDS,
    THEN,
    VITALE,
    case,
    overlay,
)
from vectorstore.errors import InvalidRequest, NotFound, SettingsError
from vectorstore.settings import Settings


def lasting(prediction: Prediction) -> dict[str, Any]:
    """What must be the same at every door and every time."""
    row = prediction.model_dump(mode="json", exclude={"latency_ms", "peak_memory"})
    for answer in filter(None, (row["answer"], row["standalone"])):
        for name in ("answer_id", "conversation_id", "timings_ms"):
            del answer[name]
    return row


def test_a_prediction_holds_all_that_scoring_needs(doors: InProcessDoors) -> None:
    prediction = DoorTarget(doors).predict(FREE)
    assert prediction.answer is not None
    assert prediction.answer.citations[0].quote.startswith("Le SNDS compte plus de 3\u00a0000 variables.")
    assert prediction.texts == {c.number: c.quote for c in prediction.answer.citations}
    assert prediction.names[prediction.answer.citations[0].document_id] == SNDS
    assert {result.document_id for result in prediction.found} <= prediction.names.keys()
    assert 5 < len(prediction.found) <= SEARCHED
    assert prediction.error is None
    assert prediction.standalone is None
    assert prediction.latency_ms > 0
    assert prediction.peak_memory > 50_000_000


def test_what_is_cited_is_read_back_from_the_document_not_from_the_answer(doors: InProcessDoors) -> None:
    door, library = doors.open()
    answer = door.ask(AskRequest(question=FREE.question))
    wrong = answer.citations[0].model_copy(update={"start": answer.citations[0].start + 3, "quote": "autre chose"})
    absent = wrong.model_copy(update={"number": 2, "document_id": "rien-00000000"})
    read = cited_texts(answer.model_copy(update={"citations": [wrong, absent]}), library)
    assert read == {1: answer.citations[0].quote[3:]}


def test_as_of_reaches_both_the_answer_and_the_search(doors: InProcessDoors) -> None:
    prediction = DoorTarget(doors).predict(THEN)
    assert prediction.answer is not None
    assert prediction.answer.as_of == date(2012, 6, 1)
    assert SNDS not in prediction.names.values()


class Recorded:
    """A door that notes what passes through it."""

    def __init__(self, door: Any) -> None:
        self.door, self.asked, self.searched = door, [], []

    def ask(self, request: AskRequest) -> Any:
        answer = self.door.ask(request)
        self.asked.append((request, answer.conversation_id))
        return answer

    def search(self, request: SearchRequest) -> Any:
        self.searched.append(request)
        return self.door.search(request)


def test_turns_are_asked_first_in_one_conversation_and_the_question_alone_after(doors: InProcessDoors) -> None:
    door, library = doors.open()
    recorded = Recorded(door)

    class Doors:
        name = "recorded"

        def open(self, overlay: object) -> Any:
            return recorded, library

        def before_asking(self) -> None:
            assert len(recorded.asked) == 1  # the turn is not timed

    prediction = DoorTarget(Doors()).predict(FOLLOWING)  # type: ignore[arg-type]
    (first, conversation), (last, _), (alone, other) = recorded.asked
    assert (first.question, first.conversation_id) == (FOLLOWING.history[0].question, None)
    assert (last.question, last.conversation_id) == (FOLLOWING.question, conversation)
    assert (alone.question, alone.conversation_id) == (FOLLOWING.question, None)
    assert other != conversation
    assert prediction.answer is not None
    assert prediction.standalone is not None
    assert [request.query for request in recorded.searched] == [FOLLOWING.question]


def test_overlays_are_there_for_their_case_only(doors: InProcessDoors) -> None:
    target = DoorTarget(doors)
    with_it = target.predict(PLANTED)
    without = target.predict(PLANTED.model_copy(update={"overlay": []}))
    other = target.predict(PLANTED.model_copy(update={"overlay": [overlay(11)]}))
    assert with_it.answer is not None
    assert other.answer is not None
    assert "9 heures" in with_it.answer.answer
    assert "11 heures" in other.answer.answer
    assert "9 heures" not in other.answer.answer
    assert "2020-03-01-guichet.md" not in without.names.values()
    assert VITALE in without.names.values()


def test_overlay_indexes_are_made_once(suite_settings: Settings, doors: InProcessDoors) -> None:
    overlays = Overlays(suite_settings)
    assert overlays.prepare([PLANTED.overlay, PLANTED.overlay]) == 0
    assert overlays.folder([overlay(9)]) == overlays.folder(PLANTED.overlay)
    assert overlays.folder([overlay(9)]) != overlays.folder([overlay(9, "b.md")])
    older = suite_settings.home / "evals" / "overlays" / "0000"
    older.mkdir()
    overlays.prepare([PLANTED.overlay])
    assert not older.exists()


def test_an_overlay_index_made_anew_has_the_same_documents(suite_settings: Settings, doors: InProcessDoors) -> None:
    added = [overlay(7)]

    def made() -> set[str]:
        fresh = InProcessDoors(suite_settings, date.today())
        _, library = fresh.open(added)
        return {document.id for document in library.all()}

    first = made()
    shutil.rmtree(Overlays(suite_settings).folder(added))
    assert made() == first


@pytest.mark.parametrize("name", ["../x.md", "a/b.md", ".hidden.md", "/etc/x.md"])
def test_an_overlay_cannot_be_written_elsewhere(suite_settings: Settings, name: str) -> None:
    with pytest.raises(InvalidRequest, match="nom de fichier"):
        Overlays(suite_settings).prepare([[overlay(9, name)]])


def test_http_and_in_process_predictions_are_equal(suite_settings: Settings, doors: InProcessDoors) -> None:
    """A real server on loopback over the same index, and those that overlays need."""
    from evals.suite.demo_index import demo_index

    served = suite_settings.model_copy(update={"data_dir": demo_index(suite_settings)})
    with local_server(served) as url:
        over_http = HttpDoors(url, suite_settings)
        target = DoorTarget(over_http)
        target.prepare(CASES)
        for asked in CASES:
            assert lasting(target.predict(asked)) == lasting(DoorTarget(doors).predict(asked)), asked.id
        door, library = over_http.open()
        assert library.corpus_hash() == Library(doors.open()[0]).corpus_hash()
        assert door.engine().embedder == UNKNOWN
        over_http.close()


def test_a_server_without_the_demonstration_documents_is_not_tried_with_overlays(
    suite_settings: Settings, doors: InProcessDoors
) -> None:
    other = suite_settings.model_copy(update={"data_dir": Overlays(suite_settings).folder(PLANTED.overlay)})
    with local_server(other) as url:
        over_http = HttpDoors(url, suite_settings)
        over_http.prepare([PLANTED.overlay])
        with pytest.raises(NotTried, match="pas exactement les documents"):
            over_http.open(PLANTED.overlay)
        assert DoorTarget(over_http).predict(FREE).answer is not None
        over_http.close()


def test_a_distant_server_is_not_tried_with_overlays(suite_settings: Settings) -> None:
    with pytest.raises(NotTried, match="pas sur cette machine"):
        HttpDoors("http://192.0.2.1:8000", suite_settings).open(PLANTED.overlay)


def test_errors_of_a_server_are_told(suite_settings: Settings, doors: InProcessDoors) -> None:
    from evals.suite.demo_index import demo_index

    served = suite_settings.model_copy(update={"data_dir": demo_index(suite_settings)})
    with local_server(served) as url:
        door = HttpDoor(url)
        with pytest.raises(SystemFailed, match="404"):
            door.document("a/../b")
        with pytest.raises(SystemFailed, match="422"):
            door.search(SearchRequest(query="x" * 2001))
        door.close()
    with pytest.raises(SystemFailed, match="n’a pas répondu"):
        HttpDoor(url).documents()


@pytest.mark.parametrize("target", ["ftp://x", "127.0.0.1:8000", "in_process", "http://"])
def test_a_target_is_in_process_or_an_address(suite_settings: Settings, target: str) -> None:
    with pytest.raises(SettingsError, match="n’est ni"):
        open_doors(target, suite_settings, date.today())


def test_a_server_is_asked_on_no_other_day_than_its_own(suite_settings: Settings) -> None:
    with pytest.raises(InvalidRequest, match="horloge"):
        open_doors("http://127.0.0.1:8000", suite_settings, date(2012, 6, 1))


def test_a_question_without_a_day_is_asked_on_the_day_that_is_held_still(suite_settings: Settings) -> None:
    undated = THEN.model_copy(update={"as_of": None})
    for day, document in ((date(2012, 6, 1), DMP_2011), (date(2023, 6, 1), DMP_2021)):
        target = DoorTarget(open_doors("in-process", suite_settings, day))
        prediction = target.predict(undated)
        assert prediction.answer is not None
        assert prediction.answer.as_of == day
        versions = {prediction.names[result.document_id] for result in prediction.found} & {DMP_2011, DMP_2021}
        assert versions == {document}


def test_an_unknown_document_raises_as_the_assistant_does(doors: InProcessDoors) -> None:
    with pytest.raises(NotFound):
        doors.open()[0].document("rien")


def test_remembered_scores_are_the_very_same(reader_network: Any) -> None:
    reader, memory = remembering(reader_network)
    passages = ["Le guichet ouvre à 9 heures.", "La carte est gratuite."]
    fresh = reader_network.read("Quand ouvre le guichet ?", ["", ""], passages)
    ran: list[int] = []
    network = memory._network
    memory._network = type("Counted", (), {"scores": lambda _, ids: (ran.append(len(ids)), network.scores(ids))[1]})()
    for _ in range(2):
        again = reader.read("Quand ouvre le guichet ?", ["", ""], passages)
        assert [reading.answers for reading in again] == [reading.answers for reading in fresh]
        assert all((one.begins == two.begins).all() for one, two in zip(again, fresh, strict=True))
    assert ran == [2]
    memory.forget()
    reader.read("Quand ouvre le guichet ?", [""], passages[:1])
    assert ran == [2, 1]


def test_only_follow_ups_are_asked_alone(doors: InProcessDoors) -> None:
    asked = case("plain", FREE.question, kind=Kind.FACTUAL, history=FOLLOWING.history)
    assert DoorTarget(doors).predict(asked).standalone is None
