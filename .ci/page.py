# page.py PAGE.md FOLDER: the blocks of a page as files in the folder: a file where "file: NAME" stands above, commands for
# "run: NAME", an output for "prints: NAME".
import os, re, sys
page, work = open(sys.argv[1]).read(), sys.argv[2]
blocks = re.findall(r"<!-- (file|run|prints): (\S+) -->\n```\w+\n(.*?)```", page, re.S)
assert len(blocks) == page.count("\n```") // 2, "a block of the page has no word on what to do with it"
for kind, name, text in blocks:
    path = f"{work}/files/{name}" if kind == "file" else f"{work}/{name}.{kind}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "w").write(text)
    assert not name.endswith("Program.cs") or text.count("\n") < 30, f"{name} has 30 lines or more"
