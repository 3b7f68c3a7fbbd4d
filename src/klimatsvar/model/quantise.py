"""Makes a fast model; run in a process of its own, since it loads torch.

    python -m klimatsvar.model.quantise MODEL CACHE KEY FOLDER

The transformer is converted to OpenVINO and its matrix products to eight bits: weights by their
own ranges, what flows between them by the ranges that it has for texts of ours in ten languages.
The table of token embeddings, most of the model, stays out of it: eight bits a number, a scale a
row. The model is kept as OpenVINO compiled it for this processor, since compiling takes longer than
all else that opening it does.
"""

import io
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from klimatsvar.model.fast import import_openvino

openvino = import_openvino(converting=True)  # before anything else imports it

import nncf  # noqa: E402
import torch  # noqa: E402
from openvino import opset13  # noqa: E402
from safetensors.numpy import load_file, save  # noqa: E402

from klimatsvar.model.by_openvino import (  # noqa: E402
    MODEL,
    READING,
    TOKENIZER,
    OpenVinoEncoder,
)
from klimatsvar.model.by_torch import SentenceTransformerEncoder  # noqa: E402
from klimatsvar.model.encoder import Encoder  # noqa: E402
from klimatsvar.model.fast import Facts, FastModel  # noqa: E402
from klimatsvar.model.reader import ANSWERS, READERS, sides_of, without_layers  # noqa: E402
from klimatsvar.model.token_table import TokenTable  # noqa: E402

_SMOOTHING = 0.8
"""How much of the activations' range is moved into the weights (SmoothQuant). Of .5, .8, .9 and
.95, this gave vectors nearest to torch's."""
_ROUNDS = 3
"""Times that each encoder is measured; the best one counts."""


class _Converted(torch.nn.Module):
    """The transformer, from token embeddings to what it makes of them."""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, inputs: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.transformer(inputs_embeds=inputs, attention_mask=mask).last_hidden_state
        return cast(torch.Tensor, states)


def quantise(model: str, cache: Path, key: str, folder: Path) -> None:
    """Write the fast model of ``model`` into ``folder``, with what is known of it."""
    by_torch = SentenceTransformerEncoder(model, cache)
    transformer, tokenizer = by_torch.loaded[0].auto_model, by_torch.loaded.tokenizer
    table = TokenTable.of(transformer.get_input_embeddings().weight.detach().float().numpy())
    texts = _texts()
    questions = [text for text in texts if text.endswith(("?", "؟"))]
    read = [by_torch.prompts.query + text for text in questions]
    read += [by_torch.prompts.passage + text for text in texts]
    tokens = tokenizer(read, truncation=True).input_ids
    inputs = [table.embedded([ids], len(ids)) for ids in tokens]
    (folder / MODEL).write_bytes(_compiled(_eight_bits(_Converted(transformer), inputs)))
    if by_torch.readings:
        asked, told = tokens[: len(questions)], tokens[len(questions) :]
        pairs = list(zip(asked * (len(told) // len(asked) + 1), told, strict=False))
        together = [_together(table, *pair) for pair in pairs]
        for kind, reading in by_torch.readings.items():
            blob = folder / READING.format(reader=kind)
            # Claims are few, and all in eight bits would cost a minute more when it is made.
            eight_bits = _eight_bits if kind == ANSWERS else _weights_in_eight_bits
            blob.write_bytes(_compiled(eight_bits(reading, together)))
            head = without_layers(load_file(by_torch.folder / READERS[kind]))
            # Not save_file, which lets only the owner read its file: the folder may be shared.
            (folder / READERS[kind]).write_bytes(save(head))
    table.save(folder)
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    config = transformer.config
    facts = Facts(
        key=key,
        fingerprint=by_torch.fingerprint,
        dimension=by_torch.dimension,
        most_tokens=by_torch.loaded.max_seq_length,
        head_size=config.hidden_size // config.num_attention_heads,
        query_prompt=by_torch.prompts.query,
        passage_prompt=by_torch.prompts.passage,
        cosine=0,
        seconds={},
        sizes={path.name: path.stat().st_size for path in folder.iterdir()},
    )
    by_openvino = OpenVinoEncoder(model, FastModel(folder, facts))
    replace(
        facts,
        cosine=_lowest_cosine(by_torch, by_openvino, texts),
        seconds=_measured({"torch": by_torch, "openvino": by_openvino}, questions[::3], texts[::3]),
    ).write(folder)


def _texts() -> list[str]:
    """Return what is quantised with: sentences, their first words, and a language's as one."""
    source = files(__package__) / "quantising_texts.json"
    by_language: dict[str, list[str]] = json.loads(source.read_text(encoding="utf-8"))
    texts = []
    for own in by_language.values():
        texts += [*own, *(" ".join(text.split()[:2]) for text in own), " ".join(own)]
    return texts


def _together(table: TokenTable, asked: list[int], told: list[int]) -> tuple[Any, ...]:
    """Return what the reader reads of a question and a text."""
    length = len(asked) + len(told)
    sides, positions = sides_of([(len(told), len(asked))], length)
    return table.embedded([told + asked], length)[0], positions, sides


def _converted(module: torch.nn.Module, inputs: Sequence[tuple[Any, ...]]) -> tuple[Any, list[str]]:
    """Return the module as OpenVINO's model, and its inputs' names."""
    with torch.no_grad():
        model = openvino.convert_model(
            module.eval(), example_input=tuple(map(torch.from_numpy, inputs[0]))
        )
    names = [f"input{place}" for place in range(len(inputs[0]))]
    for given, name in zip(model.inputs, names, strict=True):
        given.get_tensor().set_names({name})
    return model, names


def _weights_in_eight_bits(module: torch.nn.Module, inputs: Sequence[tuple[Any, ...]]) -> Any:
    """Return the module as OpenVINO's model, which computes as exactly as the processor does."""
    return nncf.compress_weights(_converted(module, inputs)[0])


def _eight_bits(module: torch.nn.Module, inputs: Sequence[tuple[Any, ...]]) -> Any:
    """Return the module as OpenVINO's model, quantised over such inputs."""
    model, names = _converted(module, inputs)
    quantised = nncf.quantize(
        model,
        nncf.Dataset(inputs, lambda one: dict(zip(names, one, strict=True))),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(inputs),
        advanced_parameters=nncf.AdvancedQuantizationParameters(
            smooth_quant_alphas=nncf.AdvancedSmoothQuantParameters(matmul=_SMOOTHING)
        ),
    )
    _fold_smoothing(quantised)
    return quantised


def _fold_smoothing(model: Any) -> None:
    """Multiply once where SmoothQuant's factors follow a layer normalisation's own.

    (x · g + b) · s becomes x · (g · s) + b · s: one pass over the numbers instead of two.
    """
    for node in model.get_ordered_ops():
        if not (sum_and_factor := _by_constant(node, "Multiply")):
            continue
        total, factor = sum_and_factor
        if not (product_and_shift := _by_constant(total.get_node(), "Add")):
            continue
        product, shift = product_and_shift
        if not (source_and_gain := _by_constant(product.get_node(), "Multiply")):
            continue
        source, gain = source_and_gain
        folded = opset13.add(opset13.multiply(source, gain * factor), shift * factor)
        for reader in node.output(0).get_target_inputs():
            reader.replace_source_output(folded.output(0))


def _by_constant(node: Any, kind: str) -> tuple[Any, Any] | None:
    """Return the first operand of such a node and the constant that is the second, else None."""
    if node.get_type_name() != kind:
        return None
    first, second = (node.input_value(i) for i in (0, 1))
    constant = second.get_node()
    return (first, constant.get_data()) if constant.get_type_name() == "Constant" else None


def _compiled(model: Any) -> bytes:
    stream = io.BytesIO()
    openvino.Core().compile_model(model, "CPU").export_model(stream)
    return stream.getvalue()


def _lowest_cosine(one: Encoder, other: Encoder, texts: Sequence[str]) -> float:
    return float((one.encode_texts(texts) * other.encode_texts(texts)).sum(axis=1).min())


def _measured(
    encoders: dict[str, Encoder], questions: Sequence[str], texts: Sequence[str]
) -> dict[str, float]:
    """Return the seconds that each takes for the questions, one by one, and all the texts."""
    seconds = dict.fromkeys(encoders, math.inf)
    for _ in range(_ROUNDS):
        for name, encoder in encoders.items():
            started = time.perf_counter()
            for question in questions:
                encoder.encode_queries([question])
            encoder.encode_texts(texts)
            seconds[name] = min(seconds[name], time.perf_counter() - started)
    return seconds


if __name__ == "__main__":
    quantise(sys.argv[1], Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
