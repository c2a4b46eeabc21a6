"""Makes `search/meaning.npz`, the vectors of the pieces of words.

    python benchmarks/train_meaning.py --model model.onnx --tokenizer tokenizer.json [--home DIR]

The teacher is all-MiniLM-L6-v2 (Apache-2.0) as an ONNX file, with its tokenizer; it is used here
and never at run time. Needs onnxruntime, tokenizers and scipy, which the project doesn't. Learns
from the names in the embedded code book and the project's own synonyms, and from nothing else: no
benchmark and no file of a user.

1. each name's vector by the teacher, brought to 64 dimensions by its principal axes;
2. the pieces' vectors that best give these back (ridge regression by conjugate gradients);
3. tuned so that two names of one code lie nearer than names of others (softmax over a batch).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from superbill.search.meaning import TABLE, pieces_of
from superbill.search.terms.term import KINDS
from superbill.search.wording import words_of
from superbill.tools.context import Context

LEARNT_KINDS = {"title", "inclusion term", "synonym", "former title"}
PIECES = 60_000
DIMENSIONS = 64
RIDGE, RIDGE_STEPS = 0.05, 25
BATCH, ROUNDS, RATE, HEAT = 1024, 8, 0.002, 0.07
SEED = 0


def names(context: Context, most: int) -> tuple[list[str], list[str]]:
    """Names and their codes."""
    part = context.index.part("icd10cm")
    assert part is not None
    kinds = [KINDS.index(kind) for kind in LEARNT_KINDS]
    rows = np.flatnonzero(np.isin(part.kind, kinds))
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(SEED).choice(rows, most, replace=False))
    return [part.text(int(r)) for r in rows], [part.codes[part.code[r]] for r in rows]


def taught(texts: list[str], model: Path, tokenizer: Path) -> Any:
    """The teacher's vectors, the mean over a text's tokens."""
    import onnxruntime
    from tokenizers import Tokenizer

    reader = Tokenizer.from_file(str(tokenizer))
    reader.enable_truncation(48)
    reader.no_padding()
    session = onnxruntime.InferenceSession(str(model))
    tokens = [reader.encode(text).ids for text in texts]
    found = np.zeros((len(texts), 384), dtype=np.float32)
    order = np.argsort([len(t) for t in tokens])
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        width = max(len(tokens[r]) for r in rows)
        ids = np.zeros((len(rows), width), dtype=np.int64)
        there = np.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(tokens[row])] = tokens[row]
            there[place, : len(tokens[row])] = 1
        given = {"input_ids": ids, "attention_mask": there, "token_type_ids": np.zeros_like(ids)}
        wanted = {i.name: given[i.name] for i in session.get_inputs()}
        said = session.run(None, wanted)[0]
        mean = (said * there[:, :, None]).sum(1) / there.sum(1, keepdims=True)
        found[rows] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return found


def pieces_matrix(texts: list[str]) -> tuple[Any, list[str], Any]:
    """Texts by pieces, rows of length 1; the pieces; how rare each is."""
    import scipy.sparse as sparse

    parts = [[p for w in dict.fromkeys(words_of(t)) for p in pieces_of(w)] for t in texts]
    held = Counter(piece for row in parts for piece in {p for p, _ in row})
    pieces = [piece for piece, count in held.most_common(PIECES) if count > 1]
    place = {piece: column for column, piece in enumerate(pieces)}
    rarity = np.log(len(texts) / (1.0 + np.array([held[p] for p in pieces]))).astype(np.float32)
    entries = [
        (row, place[piece], share * rarity[place[piece]])
        for row, of_row in enumerate(parts)
        for piece, share in of_row
        if piece in place
    ]
    rows, columns, values = (np.array(x) for x in zip(*entries, strict=True))
    matrix = sparse.csr_matrix(
        (values.astype(np.float32), (rows, columns)), shape=(len(texts), len(pieces))
    )
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel()) + 1e-6
    return sparse.diags(1.0 / lengths).astype(np.float32) @ matrix, pieces, rarity


def distilled(matrix: Any, vectors: Any) -> Any:
    """Pieces' vectors whose sums are nearest to the teacher's, in its principal axes."""
    centred = vectors - vectors.mean(0)
    axes, _, _ = np.linalg.svd(np.cov(centred.T))
    goal = centred @ axes[:, :DIMENSIONS].astype(np.float32)
    found = np.zeros((matrix.shape[1], DIMENSIONS), dtype=np.float32)
    rest = matrix.T @ goal
    step, size = rest.copy(), (rest * rest).sum(0)
    for _ in range(RIDGE_STEPS):
        turned = matrix.T @ (matrix @ step) + RIDGE * step
        far = size / ((step * turned).sum(0) + 1e-9)
        found += step * far
        rest -= turned * far
        after = (rest * rest).sum(0)
        step = rest + step * (after / (size + 1e-9))
        size = after
    return found


def tuned(matrix: Any, codes: list[str], vectors: Any) -> Any:
    """Vectors under which two names of one code find each other in a batch (Adam)."""
    rng = np.random.default_rng(SEED)
    code = np.unique(codes, return_inverse=True)[1]
    order = np.argsort(code, kind="stable")
    groups = [g for g in np.split(order, np.flatnonzero(np.diff(code[order])) + 1) if len(g) > 1]
    first, second, step = np.zeros_like(vectors), np.zeros_like(vectors), 0
    for turn in range(ROUNDS):
        pairs = np.concatenate([_pairs(rng.permutation(g)) for g in groups])
        rng.shuffle(pairs)
        for start in range(0, len(pairs) - BATCH, BATCH):
            one, other = pairs[start : start + BATCH].T
            slope = _slope(matrix[one], matrix[other], code[one], code[other], vectors)
            step += 1
            first = 0.9 * first + 0.1 * slope
            second = 0.999 * second + 0.001 * slope**2
            moved = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
            vectors = vectors - RATE * moved
        print(f"round {turn + 1} of {ROUNDS}")
    return vectors


def _pairs(group: Any) -> Any:
    count = max(1, min(len(group) // 2, 4))
    return np.array([(group[2 * i % len(group)], group[(2 * i + 1) % len(group)])
                     for i in range(count)])  # fmt: skip


def _slope(one: Any, other: Any, code_one: Any, code_other: Any, vectors: Any) -> Any:
    a, length_a = _unit(one @ vectors)
    b, length_b = _unit(other @ vectors)
    alike = a @ b.T / HEAT
    twins = (code_one[:, None] == code_other[None, :]) & ~np.eye(len(a), dtype=bool)
    alike[twins] = -30
    share = np.exp(alike - alike.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    pull = (share - np.eye(len(a))) / len(a) / HEAT
    to_a, to_b = pull @ b, pull.T @ a
    to_a = (to_a - a * (to_a * a).sum(1, keepdims=True)) / length_a
    to_b = (to_b - b * (to_b * b).sum(1, keepdims=True)) / length_b
    return one.T @ to_a + other.T @ to_b


def _unit(rows: Any) -> tuple[Any, Any]:
    length = np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6
    return rows / length, length


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--most", type=int, default=130_000, help="names that are learnt from")
    given = parser.parse_args()
    started = time.monotonic()
    with Context(given.home, notice=print) as context:
        texts, codes = names(context, given.most)
    print(f"{len(texts)} names; asking the teacher")
    vectors = taught(texts, given.model, given.tokenizer)
    matrix, pieces, rarity = pieces_matrix(texts)
    found = tuned(matrix, codes, distilled(matrix, vectors))
    scale = float(np.abs(found).max()) / 127
    np.savez_compressed(
        TABLE,
        pieces=np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8),
        vectors=np.round(found / scale).clip(-127, 127).astype(np.int8),
        rarity=rarity.astype(np.float16),
        scale=np.float32(scale),
    )
    print(
        f"{TABLE.name}: {TABLE.stat().st_size / 1e6:.1f} MB in {time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
