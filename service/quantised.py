"""An exported model with its weights in int8, `model.onnx`, in the place of `full.onnx`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from service.exported import FULL

MODEL = "model.onnx"
# Where zero stands in a byte: in the middle, but for what comes out of a GELU, which is never below -0.17.
MIDDLE, LOW = 128, 16


def quantise(folder: Path, is_by_row: bool = False) -> None:
    """Writes `model.onnx` and removes `full.onnx`; the weights have one scale a channel.

    One scale a tensor gave the embedder a mean cosine of 0.962 to the original, one a channel 0.994. Activations have
    one scale for all tokens of a run; with `is_by_row` one a token, so that a token with large values, as BERT's first
    and last ones have (Bondarenko et al. 2021, "Understanding and overcoming the challenges of efficient transformer
    quantization"), rounds no other. That takes a tenth more time and cost the reader no F1 where the other cost 0.95.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(folder / FULL, folder / MODEL, per_channel=True, weight_type=QuantType.QInt8)
    if is_by_row:
        scale_by_row(folder / MODEL)
    (folder / FULL).unlink()


def scale_by_row(path: Path) -> None:
    """Gives each row of what is multiplied a scale of its own, in a model that `quantize_dynamic` made."""
    import onnx

    model = onnx.load(path)
    graph = _Graph(model.graph)
    for product in [node for node in model.graph.node if node.op_type == "MatMulInteger"]:
        graph.scale_by_row(product)
    graph.write()
    if not any(one.domain == "com.microsoft" for one in model.opset_import):
        model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, path)


class _Graph:
    """A graph in which nodes are exchanged for others."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._made_by = {name: node for node in graph.node for name in node.output}
        self._read_by: dict[str, list[Any]] = {}
        for node in graph.node:
            for name in node.input:
                self._read_by.setdefault(name, []).append(node)
        self._instead: dict[str, list[Any]] = {}
        self._gone: set[str] = set()
        self._given = {one.name for one in graph.initializer}

    def scale_by_row(self, product: Any) -> None:
        """What `quantize_dynamic` writes for one product of matrices, once more with a scale a row.

        It is DynamicQuantizeLinear, MatMulInteger, Cast, and Mul with the scale of what is multiplied times those of
        the weights. Here what is multiplied is divided by its row's scale before, and the result multiplied after.
        """
        quantised = self._made_by[product.input[0]]
        (cast,) = self._read_by[product.output[0]]
        (scaled,) = self._read_by[cast.output[0]]
        (scales,) = (self._made_by[one] for one in scaled.input if one != cast.output[0])
        (weight_scale,) = (one for one in scales.input if one != quantised.output[1])
        given, weights, weight_zero = quantised.input[0], product.input[1], product.input[3]
        triple = weights, weight_scale, weight_zero
        self._instead[scaled.output[0]] = self._by_row(f"{product.name}/row", given, triple, scaled.output[0])
        for node in (quantised, product, cast, scales, scaled):
            self._gone.update(node.output)

    def write(self) -> None:
        """Puts the new nodes where the last of those that they replace stood."""
        nodes = []
        for node in self._graph.node:
            if node.output[0] in self._instead:
                nodes += self._instead[node.output[0]]
            elif node.output[0] not in self._gone:
                nodes.append(node)
        del self._graph.node[:]
        self._graph.node.extend(nodes)

    def _by_row(self, name: str, given: str, weights: tuple[str, str, str], result: str) -> list[Any]:
        import numpy as np
        import onnx

        nodes = []

        def put(kind: str, inputs: list[str], output: str, **rest: Any) -> str:
            nodes.append(onnx.helper.make_node(kind, inputs, [output], name=f"{output}/row", **rest))
            return output

        zero = LOW if self._is_gelu(given) else MIDDLE
        at_zero = self._constant(f"zero_{zero}", np.array(zero, np.uint8))
        above = self._constant(f"above_{zero}", np.array(255 - zero, np.float32))
        below = self._constant(f"below_{zero}", np.array(-zero, np.float32))
        least = self._constant("least", np.array(1e-6, np.float32))
        one = self._constant("one", np.array(1, np.float32))
        highest = put("ReduceMax", [given], f"{name}/highest", axes=[-1], keepdims=1)
        lowest = put("ReduceMin", [given], f"{name}/lowest", axes=[-1], keepdims=1)
        up = put("Div", [highest, above], f"{name}/up")
        down = put("Div", [lowest, below], f"{name}/down")
        scale = put("Max", [up, down, least], f"{name}/scale")
        divided = put("Div", [given, scale], f"{name}/divided")
        whole = put("QuantizeLinear", [divided, one, at_zero], f"{name}/whole")
        # Bytes times int8: with int8 on both sides the operator takes twelve times as long (46 ms where this took 3.9)
        inputs = [whole, weights[0], one, weights[1], at_zero, weights[2]]
        product = put("MatMulIntegerToFloat", inputs, f"{name}/product", domain="com.microsoft")
        put("Mul", [product, scale], result)
        return nodes

    def _is_gelu(self, name: str) -> bool:
        """Whether a tensor is h (1 + erf(h / √2)) / 2, in whatever order that is multiplied.

        With anything else in the place of h, as where a GELU is multiplied with a gate, it may be far below zero.
        """
        factors = self._factors(name)
        gates = [factor for factor in factors if self._argument(factor)]
        return len(factors) == 2 and len(gates) == 1 and {self._argument(gates[0]), *gates} == set(factors)

    def _factors(self, name: str) -> list[str]:
        """The tensors whose product a tensor is, constants left out."""
        node = self._made_by.get(name)
        if node is None:
            return [] if name in self._given else [name]
        if node.op_type == "Constant":
            return []
        if node.op_type == "Div" and not self._factors(node.input[1]):
            return self._factors(node.input[0])
        return [one for part in node.input for one in self._factors(part)] if node.op_type == "Mul" else [name]

    def _argument(self, name: str) -> str:
        """What a tensor 1 + erf(x) takes the error function of, constant factors left out; empty for any other."""
        node = self._made_by.get(name)
        if node is None or node.op_type != "Add":
            return ""
        for one in node.input:
            made_by = self._made_by.get(one)
            if made_by is not None and made_by.op_type == "Erf":
                factors = self._factors(made_by.input[0])
                return factors[0] if len(factors) == 1 else ""
        return ""

    def _constant(self, name: str, value: Any) -> str:
        import onnx

        whole = f"by_row/{name}"
        if whole not in self._given:
            self._given.add(whole)
            self._graph.initializer.append(onnx.numpy_helper.from_array(value, whole))
        return whole
