"""A question read in sight of a passage: by torch, by OpenVINO, and as it is trained."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from layers import Upper
from passages import Passage, Question
from read import Batch, Reader, _figures, elsewhere, loss_of

from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.model.encoder import Encoder, Framed
from klimatsvar.model.reader import READERS, Head, sides_of
from klimatsvar.model.reader_layers import InSight, Reading
from klimatsvar.model.tuned import TRAINED_READERS, TUNED, is_over, read_tuned, write_tuned

ABOVE = "Trafikplan för Ekby – Cykel\n"
SENTENCES = (
    "Cykelbanan längs Storgatan är klar 2027.",
    "Den kostar 14 miljoner kronor.",
    "Trafiknämnden ansvarar för bygget.",
)
QUESTIONS = ("vad kostar cykelbanan?", "när är cykelbanan färdig", "vem har hand om bygget")
ANSWERS = (1, 0, 2)
OTHER = "får man ta med hund i simhallen"


def passage(*sentences: str) -> Framed:
    ends = np.cumsum([len(sentence) + 1 for sentence in sentences]).tolist()
    places = [((end - 1 - len(s), end - 1),) for s, end in zip(sentences, ends, strict=True)]
    return Framed(ABOVE, " ".join(sentences), tuple(places))


def read(encoder: Encoder, question: str, *passages: Framed) -> list[list[float]]:
    told = encoder.read(question, passages)
    assert told is not None
    return [own.tolist() for own in told]


def test_the_sentence_that_answers_is_likeliest(encoder: Encoder) -> None:
    for question, answer in zip(QUESTIONS, ANSWERS, strict=True):
        (told,) = read(encoder, question, passage(*SENTENCES))
        assert len(told) == len(SENTENCES)
        assert int(np.argmax(told)) == answer
        assert told[answer] > 0  # likelier than none of them
    assert max(read(encoder, OTHER, passage(*SENTENCES))[0]) < 0


def test_openvino_reads_as_torch_does(encoder: Encoder, by_torch: Encoder) -> None:
    passages = [passage(*SENTENCES), passage(*SENTENCES[1:]), passage(SENTENCES[2] * 30)]
    for question in (*QUESTIONS, OTHER, "How much is the cycle path?"):
        ours, theirs = (
            np.concatenate(read(each, question, *passages)) for each in (encoder, by_torch)
        )
        likely, likely_too = (1 / (1 + np.exp(-told)) for told in (ours, theirs))
        assert np.abs(likely - likely_too).max() < 0.2
        assert np.abs(likely - likely_too).mean() < 0.05


def test_what_is_read_beside_a_passage_does_not_matter(by_torch: Encoder) -> None:
    short, long = passage(*SENTENCES), passage(*SENTENCES * 8)
    (alone,) = read(by_torch, QUESTIONS[0], short)
    beside, _ = read(by_torch, QUESTIONS[0], short, long)
    assert beside == pytest.approx(alone, abs=1e-3)


def test_a_long_question_and_a_long_passage_are_cut(encoder: Encoder) -> None:
    (told,) = read(encoder, "cykel " * 400, passage(*(f"Väg {n} är klar." for n in range(300))))
    assert len(told) == 300
    assert np.isfinite(told).all()


def test_a_model_without_a_reader_reads_nothing(tmp_path: Path, model_folder: Path) -> None:
    for path in model_folder.iterdir():
        if path.name not in READERS.values():
            (tmp_path / path.name).symlink_to(path)
    bare = SentenceTransformerEncoder(str(tmp_path), tmp_path)
    assert not bare.judges_claims
    assert bare.read(QUESTIONS[0], [passage(*SENTENCES)]) is None


QUOTED = Framed(ABOVE, SENTENCES[0])
SAID = ("Cykelbanan vid Storgatan blir färdig 2027.", "The cycle path will be finished in 2027.")
NOT_SAID = (
    "Cykelbanan längs Storgatan började byggas 2027.",
    "Fotbollsplanen är klar 2027.",
    "Det blir dyrare att åka buss.",
)


def test_what_is_quoted_proves_what_it_says(encoder: Encoder, by_torch: Encoder) -> None:
    for each in (encoder, by_torch):
        said = [each.proves(claim, QUOTED) for claim in SAID]
        others = [each.proves(claim, QUOTED) for claim in NOT_SAID]
        assert min(said) > 0
        assert max(others) < 0


def test_tokens_know_what_they_are_of() -> None:
    sides, positions = sides_of([(3, 2), (1, 1, 2)], 6)
    assert sides.tolist() == [[1, 1, 1, 2, 2, 0], [1, 2, 3, 3, 0, 0]]
    assert positions.tolist() == [[0, 1, 2, 0, 1, 0], [0, 0, 0, 1, 0, 0]]


def test_a_question_sees_the_passage_in_the_upper_layers_alone(model_folder: Path) -> None:
    upper = Upper(model_folder, 8)
    reading = Reading(_whole(model_folder), InSight(upper.layers, upper.size)).eval()
    sides, positions = map(torch.from_numpy, sides_of([(4, 3, 2)], 9))
    passage, first, second = (slice(0, 4), slice(4, 7), slice(7, 9))

    def made(inputs: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            return torch.as_tensor(reading(inputs, positions, sides)[0])

    def changed(part: slice) -> torch.Tensor:
        inputs = plain.clone()
        inputs[0, part.start] = torch.randn(upper.size)
        return made(inputs)

    torch.manual_seed(3)
    plain = torch.randn(1, 9, upper.size)
    told = made(plain)
    assert _alike(changed(first)[passage], told[passage])
    assert _alike(changed(first)[second], told[second])
    assert not _alike(changed(passage)[first], told[first])
    reading.in_sight.layers = torch.nn.ModuleList()
    assert _alike(changed(passage)[first], made(plain)[first])


def _alike(one: torch.Tensor, other: torch.Tensor) -> bool:
    return torch.allclose(one, other, atol=1e-3)


def _whole(folder: Path) -> torch.nn.Module:
    return SentenceTransformerEncoder(str(folder), folder).loaded[0].auto_model  # type: ignore[no-any-return]


def test_what_is_trained_is_what_is_read(model_folder: Path) -> None:
    torch.manual_seed(3)
    reader = Reader(Upper(model_folder, 11)).eval()
    torch.nn.init.normal_(reader.head.out.weight)
    torch.nn.init.normal_(reader.head.objection)
    states = torch.randn(1, 7, reader.in_sight.asked.shape[0])
    sides = torch.from_numpy(sides_of([(3, 2, 2)], 7)[0])
    pooling = torch.tensor([[[1, 0, 0, 0, 0, 0, 0], [0, 0.5, 0.5, 0, 0, 0, 0]]])
    asked = torch.tensor([[[0, 0, 0, 0.5, 0.5, 0, 0], [0, 0, 0, 0, 0, 0.5, 0.5]]])
    batch = Batch(states, sides, asked, pooling, torch.ones(1, 2, dtype=torch.bool))
    with torch.no_grad():
        logits = reader(batch)[0]
        made = reader.in_sight(states, sides)[0].numpy()
        loss = loss_of(reader(batch), [[(1,), ()]])
    weights = {
        name.removeprefix("head."): value.numpy() for name, value in reader.state_dict().items()
    }
    head = Head.of(weights)
    for place in range(2):
        question = made[3 + 2 * place :][:2]
        told = head.log_odds(question, made[:3], pooling[0, :, :3].numpy())
        assert told == pytest.approx(logits[place, :2].numpy(), abs=1e-3)
    assert logits[:, 2].tolist() == [0, 0]
    shares = torch.log_softmax(logits, 1)
    assert float(loss) == pytest.approx(-float(shares[0, 1] + shares[1, 2]), abs=1e-5)


@pytest.mark.parametrize("path", TRAINED_READERS.values(), ids=TRAINED_READERS)
def test_what_was_trained_is_small(path: Path) -> None:
    weights = read_tuned(path, over=TUNED)
    layers = {name.split(".")[2] for name in weights if name.startswith("encoder")}
    assert layers == set("456789") | {"10", "11"}
    assert path.stat().st_size < 8 * 2**20


def test_a_reader_over_other_layers_is_refused(tmp_path: Path) -> None:
    weights = {"a.weight": np.ones((2, 2), np.float32)}
    before, after, reader = (tmp_path / f"{name}.npz" for name in ("before", "after", "reader"))
    write_tuned(weights, before)
    write_tuned({"a.weight": weights["a.weight"] * 2}, after)
    write_tuned(weights, reader, over=before)
    assert is_over(reader, before)
    assert read_tuned(reader, over=before)["a.weight"] == pytest.approx(weights["a.weight"])
    assert not is_over(reader, after)
    with pytest.raises(ValueError, match=r"reader\.npz was made over other weights than"):
        read_tuned(reader, over=after)


def test_a_claim_is_no_claim_of_other_quotations_of_its_document() -> None:
    def quotation(text: str, *claims: Question, title: str = "Plan") -> Passage:
        return Passage("own", title, text, ((0, len(text)),), claims, 5, "ekby")

    said, not_said = Question("Målet nås.", (0,)), Question("Målet missas.", ())
    quotations = [
        quotation("Målet nås.\nVägen är klar.", said, not_said),
        quotation("Vägen är klar.", said),
        quotation("Bussen är ny.", said),
        quotation("Bron är ny.", said, title="Budget"),
    ]
    others = [[set(row[row >= 0].tolist()) for row in rows] for rows in elsewhere(quotations)]
    assert others == [[{2}, set()], [{2}], [{0, 1}], [set()]]


def test_a_set_in_which_all_is_answered_has_figures_too() -> None:
    answered, best, right = np.array([True, True]), np.array([0.5, 2.0]), np.array([True, False])
    assert _figures(answered, best, right) == {"asked": 2, "sentence": 0.5}
    some = _figures(np.array([True, False]), best[::-1], right)
    assert some == {"asked": 2, "sentence": 1.0, "auroc": 1.0, "sure": 1.0}
