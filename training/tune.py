"""Tune the bundled encoder by contrast, so that questions in residents' words find what answers.

    python training/tune.py DOCUMENTS.jsonl ... --out DIR [--minutes 120] [--seed 1] [--bfloat16]

Each file of documents lies beside one of questions, see passages.py. Each step takes a batch of
passages, half of them near one another, with questions about each, near misses included, and lowers
the sum of three losses: the question's passage among those of the batch; its sentence among all
theirs, pooled out of the passage's own reading; and the same with "none" (a learned cosine) among
them, which is right for near misses. Upper layers alone are tuned.

The state is saved in --out every five minutes, and a run that was cut off goes on; log.jsonl has
the losses and, every 25 minutes, how well the moving average of the weights does on passages
that are not tuned on. Of a set about invented cities that resemble one another, other cities'
passages are no negatives.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from layers import Store, Upper
from passages import DEV, OWN, STARTER, UNSEEN, Passage, Question, read_passages
from running import Run, parser_of
from torch.nn import functional

from klimatsvar.evaluate.metrics import auroc
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.encoder import Framed
from klimatsvar.settings import Settings

PASSAGES: Final = 24
QUESTIONS: Final = 8
"""In a batch: passages, and questions of each at most, a third of them or more near misses."""
OWN_TURNS: Final = 3
"""Times that a passage of our own sets comes for once that another does."""
FROZEN: Final = 4
"""Layers that stay as they are, of twelve."""
RATE: Final = 6e-5
DECAY: Final = 0.4
"""The rate falls to nothing over this last part of the time."""
TEMPERATURE, TEMPERATURE_NONE = 0.02, 0.03
NEAR_MISS_WEIGHT: Final = 0.3
"""Of a near miss in the loss over passages; its passage is on the subject, but answers nothing."""
TEST_SECONDS: Final = 1500
NEVER: Final = -1e4
"""Added to a cosine that must not count."""


@dataclass(frozen=True)
class Batch:
    """Passages, what is asked of them, and which pairs are no negatives."""

    passages: Sequence[Passage]
    asked: Sequence[tuple[int, Question]]
    """Each with the place of its passage."""
    masked: npt.NDArray[np.bool_]
    """Shape (passages, passages)."""


class Batches:
    """Draws batches without end: every passage in turn, each followed by one that is near it."""

    def __init__(self, passages: Sequence[Passage], vectors: npt.NDArray[Any], seed: int) -> None:
        """``vectors`` of the passages are of unit length, shape (passages, size)."""
        self._passages, self._random = passages, random.Random(seed)
        self._waiting: list[int] = []
        alike = vectors @ vectors.T
        np.fill_diagonal(alike, -1)
        cities = np.array([passage.city for passage in passages])
        starter = np.array([passage.set == STARTER for passage in passages])
        own = np.array([passage.set in OWN for passage in passages])
        self._turns = np.repeat(np.arange(len(passages)), np.where(own, OWN_TURNS, 1))
        # One city's documents say some things twice, as other cities' say the same.
        others = _of_other_cities(cities)
        others |= starter[:, None] & starter & ~np.eye(len(passages), dtype=bool)
        close = np.quantile(alike[others], 0.9) if others.any() else 1.0
        self.masked = (others & (alike > close)) | (alike > 0.985)
        self._near = np.argsort(-np.where(self.masked, -1, alike), axis=1)[:, :8]

    def draw(self) -> Batch:
        """Return the next batch."""
        chosen: list[int] = []
        while len(chosen) < min(PASSAGES, len(self._passages)):
            if not self._waiting:
                self._waiting = self._random.sample(self._turns.tolist(), len(self._turns))
            first = self._waiting.pop()
            if first in chosen:
                continue
            chosen.append(first)
            near = [int(n) for n in self._near[first] if int(n) not in chosen]
            if near and len(chosen) < PASSAGES:
                chosen.append(self._random.choice(near))
        asked = [
            (place, question)
            for place, index in enumerate(chosen)
            for question in self._some(self._passages[index].questions)
        ]
        passages = [self._passages[index] for index in chosen]
        return Batch(passages, asked, self.masked[np.ix_(chosen, chosen)])

    def _some(self, questions: Sequence[Question]) -> list[Question]:
        mixed = self._random.sample(list(questions), len(questions))
        answered = [question for question in mixed if question.sentences]
        missed = [question for question in mixed if not question.sentences]
        room = max(QUESTIONS - len(answered), min(len(missed), QUESTIONS // 3))
        return missed[:room] + answered[: QUESTIONS - min(len(missed), room)]


def _of_other_cities(cities: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
    """Tell which two are about invented cities, and not the same one."""
    invented = cities != ""
    return np.asarray(invented[:, None] & invented & (cities[:, None] != cities), np.bool_)


def asking(question: Question) -> Framed:
    """Return a question as it is encoded."""
    return Framed("query: ", question.text)


def telling(passage: Passage) -> Framed:
    """Return a passage as it is encoded."""
    return passage.framed().under("passage: ")


@dataclass(frozen=True)
class Encoded:
    """Vectors of unit length of some passages and of what is asked of them."""

    passages: torch.Tensor
    sentences: torch.Tensor
    """Of all passages in turn."""
    questions: torch.Tensor
    owners: torch.Tensor
    """Of each sentence, the place of its passage."""


def encode(
    net: Upper, store: Store, passages: Sequence[Passage], asked: Sequence[tuple[int, Question]]
) -> Encoded:
    """Encode passages, their sentences and the questions."""
    found, sentences = store.encode(net, [telling(passage) for passage in passages])
    questions, _ = store.encode(net, [asking(question) for _, question in asked])
    owners = torch.tensor([i for i, passage in enumerate(passages) for _ in passage.spans])
    return Encoded(found, sentences, questions, owners)


def losses(net: Upper, encoded: Encoded, batch: Batch) -> dict[str, torch.Tensor]:
    """Return the losses of a batch: of passages, of sentences, and with none among these."""
    own = torch.tensor([place for place, _ in batch.asked])
    answered = torch.tensor([bool(question.sentences) for _, question in batch.asked])
    masked = torch.from_numpy(batch.masked)[own]
    weight = torch.tensor([_weight_of(question) for _, question in batch.asked])
    among = (encoded.questions @ encoded.passages.T / TEMPERATURE).masked_fill(masked, NEVER)
    passages = functional.cross_entropy(among, own, reduction="none") * weight
    mine = encoded.owners == own[:, None]
    right = torch.zeros(mine.shape, dtype=torch.bool)
    first = {place: int(mine[row].nonzero()[0]) for row, (place, _) in enumerate(batch.asked)}
    for row, (place, question) in enumerate(batch.asked):
        right[row, [first[place] + sentence for sentence in question.sentences]] = True
    cosines = encoded.questions @ encoded.sentences.T
    hidden = masked[:, encoded.owners]
    logits = (cosines / TEMPERATURE).masked_fill(hidden, NEVER)
    sentences = surprise(logits, right) * answered
    nothing = (net.none / TEMPERATURE_NONE).expand(len(own), 1)
    choices = (cosines / TEMPERATURE_NONE).masked_fill(hidden, NEVER)
    wanted = torch.cat([right, ~answered[:, None]], 1)
    return {
        "passages": passages.sum() / weight.sum(),
        "sentences": sentences.sum() / answered.sum(),
        "none": surprise(torch.cat([choices, nothing], 1), wanted).mean(),
    }


def _weight_of(question: Question) -> float:
    """Return how much it matters that its passage comes first."""
    if question.sentences:
        return 1.0
    return 0.0 if question.off_subject else NEAR_MISS_WEIGHT


def surprise(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return minus the logarithm of the share of what is wanted, of each row."""
    shares = functional.log_softmax(logits, 1)
    return -torch.logsumexp(shares.masked_fill(~wanted, NEVER), 1)


@torch.no_grad()
def evaluate(net: Upper, store: Store, passages: Sequence[Passage]) -> dict[str, Any]:
    """Say how well passages and their sentences are found, by set.

    ``sentence``: of the given passage, the right one comes first. ``auroc`` of its best cosine,
    answered questions against near misses. ``passage``, ``six``, ``first`` and ``auroc_all``: over
    all passages (of an invented city, its own and those of no city) the passage comes first, or
    among six, and the right sentence first; and ``auroc`` of the best cosine of them all.
    """
    net.eval()
    asked = [(place, q) for place, passage in enumerate(passages) for q in passage.questions]
    encoded = encode(net, store, passages, asked)
    owners = encoded.owners.numpy()
    starts = np.searchsorted(owners, np.arange(len(passages)))
    elsewhere = _of_other_cities(np.array([passage.city for passage in passages]))
    found: dict[str, dict[str, list[float]]] = {}
    near = (encoded.questions @ encoded.passages.T).numpy()
    cosines = (encoded.questions @ encoded.sentences.T).numpy()
    for row, (place, question) in enumerate(asked):
        told = found.setdefault(passages[place].set, {})
        there = ~elsewhere[place]
        own = cosines[row, owners == place]
        everywhere = np.where(there[owners], cosines[row], -1)
        kind = "answered" if question.sentences else "missed"
        told.setdefault(kind, []).append(float(own.max()))
        told.setdefault(f"{kind}_all", []).append(float(everywhere.max()))
        if not question.sentences:
            continue
        ranked = np.where(there, near[row], -1)
        place_of = int((ranked > ranked[place]).sum())
        rights = [starts[place] + sentence for sentence in question.sentences]
        for figure, value in (
            ("sentence", int(own.argmax()) in question.sentences),
            ("passage", place_of == 0),
            ("six", place_of < 6),
            ("first", int(everywhere.argmax()) in rights),
        ):
            told.setdefault(figure, []).append(float(value))
    return {name: _figures(told) for name, told in found.items()}


def _figures(told: dict[str, list[float]]) -> dict[str, float]:
    figures: dict[str, float] = {"questions": len(told["answered"])} if "answered" in told else {}
    for where in ("", "_all"):
        answered, missed = (told.pop(f"{kind}{where}", []) for kind in ("answered", "missed"))
        positive = np.arange(len(answered) + len(missed)) < len(answered)
        figures[f"auroc{where}"] = auroc(positive, np.array(answered + missed))
    figures |= {name: float(np.mean(values)) for name, values in told.items()}
    return {name: round(value, 4) for name, value in figures.items()}


def main() -> None:
    """Tune until the time is out, and say how well it does."""
    arguments = parser_of(__doc__.splitlines()[0]).parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    passages = read_passages(arguments.documents)
    tuned_on = [p for p in passages if p.side not in (*DEV, *UNSEEN)]
    watched = [p for p in passages if p.side in DEV]
    used = [*tuned_on, *watched]
    read = [*map(telling, used), *(asking(q) for passage in used for q in passage.questions)]
    texts = sorted({text.whole for text in read})
    model = ensure_bundled_model(Settings.load().cache)
    halved = torch.autocast("cpu", torch.bfloat16, enabled=arguments.bfloat16)
    with halved:
        store = Store(texts, model, FROZEN, arguments.out)
    net = Upper(model, FROZEN)
    with torch.no_grad(), halved:
        vectors, _ = store.encode(net.eval(), [telling(passage) for passage in tuned_on])
    run = Run(net, arguments.out, rate=RATE, decay=DECAY)
    run.say(tuned_on=len(tuned_on), watched=len(watched), texts=len(texts))

    def tell(net: Upper) -> None:
        run.say(dev=evaluate(net, store, watched))

    if not run.step:
        tell(net)
    batches = Batches(tuned_on, vectors.numpy(), arguments.seed + run.step)

    def step() -> dict[str, float]:
        batch = batches.draw()
        with halved:
            encoded = encode(net, store, batch.passages, batch.asked)
        told = losses(net, encoded, batch)
        sum(told.values(), start=torch.zeros(())).backward()
        return {name: float(loss.detach()) for name, loss in told.items()}

    run.train(arguments.minutes, step, tell, TEST_SECONDS)


if __name__ == "__main__":
    main()
