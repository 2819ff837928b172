"""Measures what training steps of real models hold in memory, for training-measured.json beside this file.

    python -m venv venv && venv/bin/pip install torch transformers peft
    venv/bin/python test/sizing/measure_training.py > test/sizing/training-measured.json

No GPU is needed. Most steps run on fake tensors, which have a shape and no content, so that any model fits; PyTorch's own
MemTracker follows what each operation allocates and frees. FSDP runs on a fake process group of eight, and adapters on real
tensors, both on the CPU. The second step is the one that counts: by then the optimizer has its states.

`saved` is what autograd keeps of the forward pass for the backward pass, weights aside, without what is below a thousandth.
`peak` is the most that was held at once in a step.
"""

import contextlib
import json
import sys
import warnings

import torch
import transformers
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.distributed._tools.mem_tracker import MemTracker
from transformers.models.llama import modeling_llama
from transformers.models.qwen3 import modeling_qwen3

warnings.filterwarnings("ignore")
# Whether a mask says more than "look back only" is read from its content, which fake tensors lack; real ones have no mask here.
for modeling in (modeling_llama, modeling_qwen3):
    modeling.create_causal_mask = lambda **_: None

SMALL = dict(layers=4, hidden=1024, heads=16, keyValueHeads=4, intermediate=3072, vocabulary=8192)
DEEP = dict(layers=12, hidden=768, heads=12, keyValueHeads=12, intermediate=2048, vocabulary=32000)
LLAMA_1B = dict(layers=16, hidden=2048, heads=32, keyValueHeads=8, intermediate=8192, vocabulary=128256, tied=True)
LLAMA_8B = dict(layers=32, hidden=4096, heads=32, keyValueHeads=8, intermediate=14336, vocabulary=128256)
TINY = dict(layers=8, hidden=512, heads=8, keyValueHeads=8, intermediate=1024, vocabulary=4096)
FEW_WORDS = TINY | dict(vocabulary=512)
QUERY_VALUE = ["q_proj", "v_proj"]
ALL_LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

CASES = [
    *[dict(model=SMALL, precision=p, activations=a) for p in ("fp32", "bf16", "bf16-mixed") for a in ("kept", "checkpointed")],
    *[dict(model=DEEP, precision=p, activations=a, sequences=8) for p in ("bf16", "bf16-mixed") for a in ("kept", "checkpointed")],
    *[dict(model=SMALL, precision=p, attention="eager") for p in ("fp32", "bf16", "bf16-mixed")],
    *[dict(model=LLAMA_1B, precision=p, activations=a, tokens=4096) for p in ("bf16", "bf16-mixed") for a in ("kept", "checkpointed")],
    *[dict(model=LLAMA_8B, precision="bf16", activations=a, sequences=1, tokens=t) for a in ("kept", "checkpointed") for t in (512, 8192)],
    dict(model=LLAMA_8B, precision="bf16", activations="checkpointed", sequences=1, tokens=8192, fused=True),
    dict(model=SMALL, precision="bf16", architecture="qwen3"),
    *[dict(model=TINY, activations=a, sequences=1, tokens=t, sharding=8) for a in ("kept", "checkpointed") for t in (64, 1024)],
    dict(model=FEW_WORDS, sequences=1, tokens=64, sharding=8),
    *[
        dict(model=SMALL, precision="bf16", activations=a, tokens=256, adapters=dict(rank=16, modules=m))
        for a in ("kept", "checkpointed")
        for m in (QUERY_VALUE, ALL_LINEAR)
    ],
]


def build(case, dtype):
    sizes = case["model"]
    kind = transformers.Qwen3Config if case["architecture"] == "qwen3" else transformers.LlamaConfig
    config = kind(
        hidden_size=sizes["hidden"],
        num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"],
        num_key_value_heads=sizes["keyValueHeads"],
        head_dim=sizes["hidden"] // sizes["heads"],
        intermediate_size=sizes["intermediate"],
        vocab_size=sizes["vocabulary"],
        tie_word_embeddings=sizes.get("tied", False),
        max_position_embeddings=131072,
        attn_implementation="eager" if case["attention"] == "eager" else "sdpa",
        use_cache=False,
        pad_token_id=None,
    )
    torch.set_default_dtype(dtype)
    model = transformers.AutoModelForCausalLM.from_config(config)
    torch.set_default_dtype(torch.float32)
    model.train()
    if case["activations"] == "checkpointed":
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    return model


def shard(model, ranks):
    import torch.distributed as dist
    from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard
    from torch.testing._internal.distributed.fake_pg import FakeStore

    if not dist.is_initialized():
        dist.init_process_group("fake", store=FakeStore(), rank=0, world_size=ranks)
    mesh = dist.init_device_mesh("cpu", (ranks,))
    policy = MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32)
    for layer in model.model.layers:
        fully_shard(layer, mesh=mesh, mp_policy=policy)
    fully_shard(model, mesh=mesh, mp_policy=policy)


def adapt(model, rank, modules):
    from peft import LoraConfig, get_peft_model

    model.enable_input_require_grads()
    return get_peft_model(model, LoraConfig(r=rank, target_modules=modules, lora_dropout=0.0))


def measure(case):
    real = case["sharding"] or case["adapters"]
    with contextlib.nullcontext() if real else FakeTensorMode(allow_non_fake_inputs=True):
        model = build(case, torch.bfloat16 if case["precision"] == "bf16" else torch.float32)
        if case["sharding"]:
            shard(model, case["sharding"])
        if case["adapters"]:
            model = adapt(model, case["adapters"]["rank"], case["adapters"]["modules"])
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        optimizer = torch.optim.AdamW(trained, foreach=not case["fused"], fused=case["fused"])
        ids = torch.randint(0, case["model"]["vocabulary"], (case["sequences"], case["tokens"]))
        weights = {parameter.untyped_storage()._cdata for parameter in model.parameters()}
        tracker = None if case["adapters"] else MemTracker()
        if tracker:
            tracker.track_external(model, optimizer, ids)
        for _ in range(2):
            kept = {}

            def pack(tensor):
                storage = tensor.untyped_storage()
                if storage._cdata not in weights:
                    kept[storage._cdata] = (storage.nbytes(), storage)
                return tensor

            with tracker or contextlib.nullcontext():
                with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
                    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=case["precision"] == "bf16-mixed" and not real):
                        loss = model(input_ids=ids, labels=ids).loss
                saved = sum(size for size, _ in kept.values())
                kept.clear()
                loss.backward()
                gradients = sum(bytes_of(parameter.grad) for parameter in trained)
                optimizer.step()
                optimizer.zero_grad()
                del loss
            states = sum(bytes_of(value) for state in optimizer.state.values() for value in state.values() if torch.is_tensor(value))
            peak = max(total["Total"] for total in tracker.get_tracker_snapshot("peak").values()) if tracker else None
            if tracker:
                tracker.reset_mod_stats()
        result = dict(weights=sum(bytes_of(parameter) for parameter in model.parameters()), trained=sum(map(bytes_of, trained)))
        result |= dict(gradients=gradients, optimizer=states)
        # What FSDP gathers is on the tape as well, and is no activation.
        return result | (dict(peak=peak) if case["sharding"] else dict(saved=saved) if case["adapters"] else dict(saved=saved, peak=peak))


def bytes_of(tensor):
    local = tensor.to_local() if hasattr(tensor, "to_local") else tensor
    return local.numel() * local.element_size()


def whole(case):
    defaults = dict(architecture="llama", precision="bf16-mixed", attention="flash", activations="kept", sequences=2, tokens=1024)
    return defaults | dict(sharding=None, adapters=None, fused=False) | case


def versions():
    import peft

    return dict(torch=torch.__version__, transformers=transformers.__version__, peft=peft.__version__)


if __name__ == "__main__":
    cases = []
    for case in map(whole, CASES):
        print({key: value for key, value in case.items() if key != "model"}, file=sys.stderr)
        cases.append(dict(case=case, measured=measure(case)))
    json.dump(dict(versions=versions(), cases=cases), sys.stdout, indent=2)
    print()
