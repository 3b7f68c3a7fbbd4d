"""Train a reader: upper layers in which a question sees a passage, or a claim a quotation.

    python training/read.py DOCUMENTS.jsonl ... --out DIR
                            [--claims | --follow-ups] [--minutes 120] [--seed 1] [--bfloat16]

Begins with the layers that the package has, or with the encoder's own where these were trained over
another encoder, over what its lower ones make of question and passage apart, which is computed once
and stored. A passage stands before many questions at once, which see it and not one another: its
own, and some of others' for which the encoder finds it. The loss is minus the logarithm of the
share of the sentences that answer, in the softmax over the passage's and "none", which is right for
near misses and for others' questions. With --claims the files are of claims: a quotation stands
before the claims about it, as a passage of one sentence; what it proves has the sentence, what it
doesn't has none. With --follow-ups it learns what follows up another question beside all others,
and to those each sentence is to stay near as likely as it is by the package's reader (Li and Hoiem
2016, learning without forgetting).

The state is saved in --out every five minutes, and a run that was cut off goes on; log.jsonl has
the loss and, every ten minutes, how well the moving average of the weights does on passages that
are not trained on. ``training/export.py --reader DIR`` puts it into the package.
"""

import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from layers import Store, Upper
from passages import DEV, FOLLOW_UPS, UNSEEN, Passage, Question, read_claims, read_passages
from running import Run, parser_of
from torch.nn import functional
from tune import NEVER, Batches, asking, surprise, telling

from klimatsvar.evaluate.metrics import auroc
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.encoder import Framed
from klimatsvar.model.reader import (
    ANSWERS,
    MOST_ASKED,
    PASSAGE,
    PROVES,
    TEMPERATURE,
    Floats,
    layers_in,
    sides_of,
    without_layers,
)
from klimatsvar.model.reader_layers import InSight
from klimatsvar.model.tuned import TRAINED_READERS, TUNED, is_over, read_tuned
from klimatsvar.settings import Settings
from klimatsvar.system import file_sha256

APART: Final = 4
"""Layers that read question and passage apart, of twelve; they stay as they are."""
PASSAGES, QUOTATIONS = 12, 10
"""In a step: of those that are asked about, or of those that claims are about."""
KEPT, FOLLOWED_UP = 8, 6
"""In a step: of those that are asked about, and of those that what follows up is about."""
QUESTIONS: Final = 16
"""Of a passage at once, at most, that are its own."""
ELSEWHERE: Final = 0.35
"""Others' questions that the encoder finds the passage for, as a part of its own."""
CLAIMED_ELSEWHERE: Final = 0.15
"""Claims that another quotation proves, as a part of a quotation's own."""
FOUND: Final = 4
"""Passages found for a question, beside its own."""
RATE: Final = 5e-5
HEAD_RATE: Final = 5
"""Times the rate, for what the encoder does not have."""
DECAY: Final = 0.5
"""The rate falls to nothing over this last part of the time."""
DROPOUT: Final = 0.1
"""Without it the layers learn what they are asked by heart in some rounds."""
HIDDEN: Final = 256
WATCHED: Final = 900
"""Questions of a set, at most, that the figures are of."""
SHOWN: Final = 0.95
"""Part of what has no answer that is to be refused."""
_TOKENS: Final = 2400
"""Tokens read at once, padding included."""
TEST_SECONDS: Final = 600

Asked = tuple[Passage, Sequence[Question], Sequence[Sequence[int]]]
"""A passage, what is asked of it, and the sentences that answer each question."""
Wanted = Sequence[Sequence[Sequence[int]]]
"""Of each passage and question the sentences that answer."""


class Judging(torch.nn.Module):
    """What is made of the tokens that were read; see ``klimatsvar.model.reader.Head``."""

    def __init__(self, size: int, none: torch.Tensor) -> None:
        """Begin as the cosine: what is added to it is nothing at first."""
        super().__init__()
        self.none = torch.nn.Parameter(none / TEMPERATURE)
        self.norm = torch.nn.LayerNorm(3 * size)
        self.hidden = torch.nn.Linear(3 * size, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, 1)
        torch.nn.init.zeros_(self.out.weight)
        torch.nn.init.zeros_(self.out.bias)
        self.objection = torch.nn.Parameter(torch.zeros(size))

    def forward(
        self, states: torch.Tensor, asking: torch.Tensor, pooling: torch.Tensor
    ) -> torch.Tensor:
        """Return the logit of each sentence for each question, less that of none.

        ``states`` are the tokens'; the others are in ``Batch``. Shape (passages, questions,
        sentences).
        """
        asked, sentences = asking @ states, pooling @ states
        near = functional.normalize(asked, dim=2) @ functional.normalize(sentences, dim=2).mT
        questions, answers = torch.broadcast_tensors(asked[:, :, None], sentences[:, None])
        both = torch.cat([answers * questions, answers, questions], 3)
        steps = functional.gelu(self.hidden(self.norm(both)), approximate="tanh")
        objections = (states @ self.objection)[:, None].masked_fill(asking == 0, NEVER)
        objected = torch.logsumexp(objections + asking.clamp_min(1e-9).log(), 2)
        logits: torch.Tensor = near / TEMPERATURE + self.out(steps)[..., 0] - self.none
        return logits.float() - objected[..., None].float()


class Reader(torch.nn.Module):
    """The upper layers and their head."""

    def __init__(self, upper: Upper) -> None:
        """Begin as the encoder."""
        super().__init__()
        self.in_sight = InSight(upper.layers, upper.size)
        self.head = Judging(upper.size, upper.none.detach())

    def begin(self, weights: Mapping[str, Floats]) -> None:
        """Begin as what the package has."""
        layers = {f"in_sight.layers.{name}": own for name, own in layers_in(weights).items()}
        others = {
            "in_sight.asked" if name == "asked" else f"head.{name}": own
            for name, own in without_layers(weights).items()
        }
        state = {name: torch.from_numpy(own) for name, own in (layers | others).items()}
        self.load_state_dict(state)

    def forward(self, batch: "Batch") -> torch.Tensor:
        """Return the log-odds of each question's sentences, then of none, which are 0.

        Shape (passages, questions, sentences + 1).
        """
        states = self.in_sight(batch.states, batch.sides).float()
        logits = self.head(states, batch.asked, batch.pooling)
        return functional.pad(logits.masked_fill(~batch.there[:, None], NEVER), (0, 1))


@dataclass(frozen=True)
class Batch:
    """Some passages, each before its questions; all of shape (passages, …)."""

    states: torch.Tensor
    """(…, tokens, size)"""
    sides: torch.Tensor
    """(…, tokens)"""
    asked: torch.Tensor
    """How much each token counts for each question: (…, questions, tokens)."""
    pooling: torch.Tensor
    """... and for each sentence: (…, sentences, tokens)."""
    there: torch.Tensor
    """Which sentences there are: (…, sentences)."""


@dataclass(frozen=True)
class Encoded:
    """Unit vectors of some passages, of their sentences and of their questions, in turn."""

    passages: npt.NDArray[np.float32]
    sentences: npt.NDArray[np.float32]
    questions: npt.NDArray[np.float32]
    starts: npt.NDArray[np.int64]
    """Of each passage the place of its first sentence."""


class Stored:
    """What the lower layers make of passages and questions."""

    def __init__(self, passages: Sequence[Passage], model: Path, folder: Path) -> None:
        """Compute it, or find it in ``folder``."""
        texts = {telling(passage).whole for passage in passages}
        texts |= {asking(question).whole for p in passages for question in p.questions}
        self._store = Store(sorted(texts), model, APART, folder, file_sha256(TUNED))
        self._pooling: dict[str, npt.NDArray[np.float32]] = {}

    def passage(self, passage: Passage) -> npt.NDArray[np.float16]:
        """Return its tokens' vectors."""
        return self._store.states(telling(passage).whole)

    def question(self, question: Question) -> npt.NDArray[np.float16]:
        """Return its tokens' vectors."""
        return self._store.states(asking(question).whole)[:MOST_ASKED]

    def tokens(self, asked: Asked) -> int:
        """Return how many tokens the passage and its questions have."""
        passage, questions, _ = asked
        return len(self.passage(passage)) + sum(len(self.question(one)) for one in questions)

    def encode(self, upper: Upper, passages: Sequence[Passage]) -> Encoded:
        """Encode passages, their sentences and their questions."""
        own, sentences = self._store.encode(upper, [telling(passage) for passage in passages])
        asked = [asking(question) for passage in passages for question in passage.questions]
        questions, _ = self._store.encode(upper, asked)
        starts = np.cumsum([0, *(len(passage.spans) for passage in passages[:-1])])
        return Encoded(own.numpy(), sentences.numpy(), questions.numpy(), starts)

    def pooling(self, text: Framed) -> npt.NDArray[np.float32]:
        """Return how much each token counts for each sentence."""
        if text.whole not in self._pooling:
            self._pooling[text.whole] = self._store.weights(text).numpy()
        return self._pooling[text.whole]


def batches(asked: Sequence[Asked], stored: Stored) -> Iterator[tuple[list[int], Batch]]:
    """Part them into batches of like length; each has the places of its passages."""
    lengths = [stored.tokens(one) for one in asked]
    part: list[int] = []
    for place in np.argsort(lengths).tolist():
        if part and (len(part) + 1) * lengths[place] > _TOKENS:
            yield part, _batch([asked[one] for one in part], stored)
            part = []
        part.append(place)
    if part:
        yield part, _batch([asked[one] for one in part], stored)


def _batch(asked: Sequence[Asked], stored: Stored) -> Batch:
    told = [stored.passage(passage) for passage, _, _ in asked]
    put = [[stored.question(one) for one in questions] for _, questions, _ in asked]
    pooled = [stored.pooling(telling(passage)) for passage, _, _ in asked]
    counts = [[len(own), *map(len, those)] for own, those in zip(told, put, strict=True)]
    length, rows = max(map(sum, counts)), len(asked)
    sides, _ = sides_of(counts, length)
    states = np.zeros((rows, length, told[0].shape[1]), np.float32)
    weights = np.zeros((rows, max(map(len, put)), length), np.float32)
    pooling = np.zeros((rows, max(map(len, pooled)), length), np.float32)
    there = np.zeros(pooling.shape[:2], bool)
    for row, (own, those, sentences) in enumerate(zip(told, put, pooled, strict=True)):
        states[row, : sum(counts[row])] = np.concatenate([own, *those])
        pooling[row, : len(sentences), : sentences.shape[1]] = sentences
        there[row, : len(sentences)] = True
        for place in range(len(those)):
            mine = sides[row] == PASSAGE + 1 + place
            weights[row, place, mine] = 1 / mine.sum()
    return Batch(*map(torch.from_numpy, (states, sides, weights, pooling, there)))


def loss_of(logits: torch.Tensor, wanted: Wanted) -> Any:
    """Return the sum of the questions' losses, of what ``Reader`` returns; ``wanted`` are the
    sentences that answer them.
    """
    right = torch.zeros(logits.shape, dtype=torch.bool)
    for row, questions in enumerate(wanted):
        for place, sentences in enumerate(questions):
            right[row, place, list(sentences) or [-1]] = True
    real = right.any(dim=2)
    return surprise(logits[real], right[real]).sum()


def drift_of(logits: torch.Tensor, served: Reader, batch: Batch) -> Any:
    """Return the sum, over the questions, of how far what they are told is from what another
    reader tells them: the Kullback-Leibler divergence, in nats.
    """
    with torch.no_grad():
        before = torch.log_softmax(served(batch), 2)
    now = torch.log_softmax(logits, 2)
    drift = functional.kl_div(now, before, reduction="none", log_target=True).sum(2)
    return drift[batch.asked.any(dim=2)].sum()


@torch.no_grad()
def evaluate(reader: Reader, asked: Sequence[Asked], stored: Stored) -> dict[str, Any]:
    """Say, by set: the AUROC of the best sentence against none, how often it is right, and what
    part of those that have an answer are surer than ``SHOWN`` of those that have none.
    """
    told: dict[str, list[tuple[bool, float, bool]]] = {}
    for places, batch in batches(asked, stored):
        best, first = reader(batch)[..., :-1].max(dim=2)
        for row, place in enumerate(places):
            passage, _, wanted = asked[place]
            for one, sentences in enumerate(wanted):
                right = int(first[row, one]) in sentences
                figures = (bool(sentences), float(best[row, one]), right)
                told.setdefault(passage.set, []).append(figures)
    return {name: _figures(*map(np.array, zip(*own, strict=True))) for name, own in told.items()}


def _figures(answered: Any, best: Any, right: Any) -> dict[str, float]:
    figures = {"asked": len(best), "sentence": round(float(right[answered].mean()), 4)}
    if answered.all():  # SweQUAD-MC has a sentence for each question
        return figures
    sure = best[answered] > np.quantile(best[~answered], SHOWN)
    auc = round(auroc(answered, best), 4)
    return figures | {"auroc": auc, "sure": round(float(sure.mean()), 4)}


def watched(passages: Sequence[Passage]) -> list[Asked]:
    """Return the questions, of passages not trained on, that the figures are of."""
    drawn = random.Random(7)
    found: dict[str, list[tuple[Passage, Question]]] = {}
    for passage in passages:
        on_it = [question for question in passage.questions if not question.off_subject]
        found.setdefault(passage.set, []).extend((passage, question) for question in on_it)
    kept = [one for own in found.values() for one in drawn.sample(own, min(WATCHED, len(own)))]
    asked: dict[int, tuple[Passage, list[Question]]] = {}
    for passage, question in kept:
        asked.setdefault(id(passage), (passage, []))[1].append(question)
    return [
        (passage, part, [question.sentences for question in part])
        for passage, questions in asked.values()
        for part in _parts(questions)
    ]


def _parts(questions: Sequence[Question]) -> Iterator[Sequence[Question]]:
    """Part questions evenly, ``QUESTIONS`` at most together."""
    count = -(-len(questions) // QUESTIONS)
    return (questions[part::count] for part in range(count))


def drop(net: torch.nn.Module, part: float) -> None:
    """Leave out such a part of what the layers make, in training."""
    for module in net.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = part


class Draw:
    """Draws passages with questions, without end: every question in turn."""

    def __init__(
        self,
        passages: Sequence[Passage],
        found: Sequence[npt.NDArray[np.int64]],
        elsewhere: float,
        seed: int,
    ) -> None:
        """``found`` has for each passage the places of those found for each of its questions, of
        which so many come, as a part of the passage's own.
        """
        self._passages, self._random = passages, random.Random(seed)
        self._elsewhere = elsewhere
        self._others: list[list[Question]] = [[] for _ in passages]
        for passage, rows in zip(passages, found, strict=True):
            for question, places in zip(passage.questions, rows.tolist(), strict=True):
                for place in places:
                    if place >= 0:
                        self._others[place].append(question)
        self._waiting: list[tuple[int, Sequence[Question]]] = []

    def draw(self) -> Asked:
        """Return the next."""
        if not self._waiting:
            self._waiting = [
                (place, part)
                for place, passage in enumerate(self._passages)
                for part in _parts(self._mixed(passage.questions))
            ]
            self._random.shuffle(self._waiting)
        place, own = self._waiting.pop()
        others = self._mixed(self._others[place])[: max(1, round(self._elsewhere * len(own)))]
        wanted = [*(question.sentences for question in own), *(() for _ in others)]
        return self._passages[place], [*own, *others], wanted

    def _mixed(self, questions: Sequence[Question]) -> list[Question]:
        return self._random.sample(list(questions), len(questions))


@torch.no_grad()
def search(
    passages: Sequence[Passage], stored: Stored, upper: Upper
) -> list[npt.NDArray[np.int64]]:
    """Return for each passage the places of ``FOUND`` others that its questions find, a row each;
    -1 where there are not so many. They are of the same set, and none that may say the same.
    """
    encoded = stored.encode(upper, passages)
    masked = Batches(passages, encoded.passages, 0).masked
    sets = np.array([passage.set for passage in passages])
    ends = np.cumsum([len(passage.questions) for passage in passages])
    made = []
    for place, questions in enumerate(np.split(encoded.questions, ends[:-1])):
        best = np.maximum.reduceat(questions @ encoded.sentences.T, encoded.starts, axis=1)
        score = best + questions @ encoded.passages.T
        score[:, masked[place] | (sets != sets[place])] = NEVER
        score[:, place] = NEVER
        best_first = np.argsort(-score, axis=1)[:, :FOUND]
        allowed = np.take_along_axis(score, best_first, 1) > NEVER / 2
        made.append(np.where(allowed, best_first, -1))
    return made


def elsewhere(quotations: Sequence[Passage]) -> list[npt.NDArray[np.int64]]:
    """Return for each quotation, a row for each claim, the places of ``FOUND`` others of the same
    document that say nothing of what it says: they prove no claim about it. -1 where there are not
    so many, and for what it doesn't prove itself.
    """
    drawn = random.Random(7)
    documents: dict[str, list[int]] = {}
    for place, quotation in enumerate(quotations):
        documents.setdefault(quotation.group, []).append(place)
    said = [set(quotation.text.split("\n")) for quotation in quotations]
    made = []
    for place, quotation in enumerate(quotations):
        others = [
            other
            for other in documents[quotation.group]
            if not said[other] & said[place] and quotations[other].text not in quotation.text
        ]
        rows = np.full((len(quotation.questions), FOUND), -1)
        for row, claim in zip(rows, quotation.questions, strict=True):
            chosen = drawn.sample(others, min(FOUND, len(others))) if claim.sentences else []
            row[: len(chosen)] = chosen
        made.append(rows)
    return made


def main() -> None:
    """Train until the time is out, and say how well it does."""
    parser = parser_of(__doc__.splitlines()[0])
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--claims", action="store_true", help="the files are of claims")
    kinds.add_argument(
        "--follow-ups", action="store_true", help="learn these too, near what is told of others"
    )
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    found_in = read_claims if arguments.claims else read_passages
    passages = [p for p in found_in(arguments.documents) if p.side not in UNSEEN]
    trained_on = [passage for passage in passages if passage.side not in DEV]
    kept = watched([passage for passage in passages if passage.side in DEV])
    model = ensure_bundled_model(Settings.load().cache)
    halved = torch.autocast("cpu", torch.bfloat16, enabled=arguments.bfloat16)
    upper = Upper(model, APART)
    begun = TRAINED_READERS[PROVES if arguments.claims else ANSWERS]
    reader = Reader(upper)
    if is_over(begun, TUNED):
        reader.begin(read_tuned(begun, TUNED))
    served = copy.deepcopy(reader).eval()
    drop(reader, DROPOUT)
    parts = [trained_on]
    if arguments.follow_ups:
        parts = [[p for p in trained_on if (p.set == FOLLOW_UPS) is one] for one in (True, False)]
    with halved:
        stored = Stored(passages, model, arguments.out)
        claims = arguments.claims
        found = [elsewhere(own) if claims else search(own, stored, upper) for own in parts]
    run = Run(reader, arguments.out, rate=RATE, decay=DECAY, head_rate=HEAD_RATE)
    others, seed = CLAIMED_ELSEWHERE if claims else ELSEWHERE, arguments.seed + run.step
    draws = [Draw(own, theirs, others, seed) for own, theirs in zip(parts, found, strict=True)]

    def tell(reader: Reader) -> None:
        with halved:
            run.say(dev=evaluate(reader, kept, stored))

    def learn(batch: Batch, wanted: Wanted) -> Any:
        return loss_of(reader(batch), wanted)

    def keep(batch: Batch, wanted: Wanted) -> Any:
        logits = reader(batch)
        return loss_of(logits, wanted) + drift_of(logits, served, batch)

    def backward(draw: Draw, count: int, told_by: Callable[[Batch, Wanted], Any]) -> float:
        """Compute the gradients of so many passages' mean loss a question, and return it."""
        drawn = [draw.draw() for _ in range(count)]
        questions = sum(len(asked) for _, asked, _ in drawn)
        told = 0.0
        for places, batch in batches(drawn, stored):
            with halved:
                loss = told_by(batch, [drawn[place][2] for place in places]) / questions
            loss.backward()
            told += float(loss.detach())
        return told

    def step() -> dict[str, float]:
        if not arguments.follow_ups:
            return {"loss": backward(draws[0], QUOTATIONS if claims else PASSAGES, learn)}
        following, rest = draws
        loss = backward(following, FOLLOWED_UP, learn)
        return {"loss": loss, "drift": backward(rest, KEPT, keep)}

    run.say(trained_on=len(trained_on))
    if not run.step:
        tell(reader.eval())
    run.train(arguments.minutes, step, tell, TEST_SECONDS)


if __name__ == "__main__":
    main()
