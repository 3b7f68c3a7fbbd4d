"""The bundled model's files against what was noted when they were made."""

from pathlib import Path

from klimatsvar.check import check_model
from klimatsvar.settings import Settings
from planting import Finding, told


def test_a_changed_byte_and_a_missing_file_are_told(tmp_path: Path, model_folder: Path) -> None:
    folder = tmp_path / model_folder.name
    for file in model_folder.rglob("*"):
        if file.is_file() and file.name not in ("model.safetensors", "modules.json"):
            copied = folder / file.relative_to(model_folder)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(file.read_bytes())
    changed = bytearray((folder / "config.json").read_bytes())
    changed[20] ^= 1
    (folder / "config.json").write_bytes(changed)
    settings = Settings(cache=tmp_path)
    remedy = f"ta bort mapparna {folder} och {folder}-openvino, så görs de på nytt"
    assert sorted(told(check_model(settings))) == [
        Finding("error", str(folder / name), "saknas eller är skadad", remedy)
        for name in ("config.json", "model.safetensors", "modules.json")
    ]
    of_another = settings.model_copy(update={"model": "another"})
    assert list(check_model(of_another)) == []
