# packages.py FOLDER ICON: each package holds what it should, and no other.
import fnmatch, glob, re, struct, sys, zipfile
packages, icon = sys.argv[1:]
written_by_nuget = {"_rels/.rels", "[Content_Types].xml", "package/services/metadata/core-properties/nuget.psmdcp"}
tool = ["PACKAGE.md", "icon.png", "*.nuspec"]
expected = {
    "Vardax.Managed.?.*.nupkg": ["PACKAGE.md", "icon.png", "*.nuspec", "buildTransitive/net10.0/Vardax.Managed.targets",
        "lib/net10.0/Vardax.Managed.dll", "lib/net10.0/Vardax.Managed.xml"],
    "Vardax.Managed.?.*.snupkg": ["*.nuspec", "lib/net10.0/Vardax.Managed.pdb"],
    "Vardax.Managed.CommandLine.?.*.nupkg": tool + ["lib/net10.0/Vardax.Managed.CommandLine.dll", "lib/net10.0/Vardax.Managed.CommandLine.xml"],
    "Vardax.Managed.Cli.?.*.nupkg": tool + ["tools/any/any/DotnetToolSettings.xml"],
    "Vardax.Managed.Cli.linux-x64.*.nupkg": tool + ["tools/any/linux-x64/DotnetToolSettings.xml", "tools/any/linux-x64/vardax"],
    "Vardax.Managed.Cli.any.*.nupkg": tool + ["tools/net10.0/any/" + name for name in ("DotnetToolSettings.xml", "vardax.dll",
        "vardax.deps.json", "vardax.runtimeconfig.json", "Vardax.Managed.dll", "OxyPlot.dll", "Spectre.Console.dll",
        "Spectre.Console.Ansi.dll", "System.CommandLine.dll", "Tomlyn.dll")],
}
found = []
for pattern, names in expected.items():
    pattern = pattern.replace("?", "[0-9]")
    [path] = glob.glob(f"{packages}/{pattern}")
    found.append(path)
    package = zipfile.ZipFile(path)
    unexpected = [n for n in package.namelist() if n not in written_by_nuget and not any(fnmatch.fnmatch(n, e) for e in names)]
    missing = [e for e in names if not fnmatch.filter(package.namelist(), e)]
    assert not unexpected and not missing, (path, "unexpected", unexpected, "missing", missing)
    [nuspec] = fnmatch.filter(package.namelist(), "*.nuspec")
    nuspec = package.read(nuspec).decode()
    for field in ("description", "releaseNotes", "tags", "copyright"):
        assert re.search(f"<{field}>[^<]", nuspec), (path, field)
    assert ("<dependency " in nuspec) == ("CommandLine" in path), path
    if path.endswith(".nupkg"):
        assert '<license type="expression">MIT</license>' in nuspec, path
        assert re.search("<icon>icon.png</icon>", nuspec) and re.search("<readme>PACKAGE.md</readme>", nuspec), path
        assert not re.search(r"\]\((?!https?:)", package.read("PACKAGE.md").decode()), "a readme's link leads nowhere"
assert len(glob.glob(f"{packages}/*")) == len(found), glob.glob(f"{packages}/*")
assert struct.unpack(">II", open(icon, "rb").read()[16:24]) == (128, 128)
# No folder of this machine in the library or its symbols.
for path in found[:2]:
    for name in zipfile.ZipFile(path).namelist():
        content = zipfile.ZipFile(path).read(name)
        assert not re.search(rb"/(tmp|home|root|work)/", content), (path, name)
