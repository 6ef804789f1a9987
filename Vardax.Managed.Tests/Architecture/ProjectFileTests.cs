using System.Xml.Linq;

namespace Vardax.Managed.Tests.Architecture;

public sealed class ProjectFileTests
{
    private static readonly string[] Forbidden =
        ["PackageReference", "ProjectReference", "Reference", "NativeReference", "COMReference"];

    [Fact]
    public void The_library_refers_to_nothing_but_the_framework()
    {
        XDocument project = XDocument.Load(Path.Combine(RepositoryRoot.Library, "Vardax.Managed.csproj"));
        Assert.Empty(References(project));
        Assert.Equal("false", project.Descendants("AllowUnsafeBlocks").Single().Value);
        Assert.Equal("true", project.Descendants("IsAotCompatible").Single().Value);
    }

    [Fact]
    public void A_package_added_to_every_project_would_be_seen()
    {
        foreach (string file in (string[])["Directory.Build.props", "Directory.Packages.props"])
            Assert.DoesNotContain("PackageReference", References(XDocument.Load(Path.Combine(RepositoryRoot.Path, file))));
    }

    [Fact]
    public void A_reference_in_a_project_is_found() => Assert.Equal(["PackageReference"], References(
        XDocument.Parse("<Project><ItemGroup><PackageReference Include=\"Some.Package\" /></ItemGroup></Project>")));

    private static string[] References(XDocument project) =>
        [.. project.Descendants().Select(e => e.Name.LocalName).Where(Forbidden.Contains)];
}
