using System.Text.RegularExpressions;
using JpegReducer.Architecture.Tests.Packages;

namespace JpegReducer.Architecture.Tests;

/// <summary>What SECURITY.md says about the program is proved by a test, which is listed here.</summary>
public sealed partial class SecurityPolicyTests
{
    /// <summary>The beginning of each statement, and the test that proves it.</summary>
    public static TheoryData<string, string, string> Statements => new()
    {
        {
            "Images of every format, JPEG included, can reach libvips", "Architecture.Tests/SecurityPolicyTests.cs",
            nameof(A_library_of_native_code_is_shipped)
        },
        {
            "Every image has limits for its pixels, memory and time", "Imaging.Tests/Reduction/LimitClaims.cs",
            "Sides_pixels_and_frames_have_separate_limits"
        },
        { "Every image has limits for its pixels, memory and time", "Imaging.Tests/Reduction/LimitClaims.cs", "A_timeout_is_an_outcome" },
        {
            "those for pixels and memory are applied before it is decoded", "Imaging.Tests/Reduction/LimitClaims.cs",
            "A_header_that_states_gigapixels_is_rejected_before_they_are_allocated"
        },
        {
            "An image in flight on two workers when they died is quarantined", "Cluster.Tests/PoisonImages.cs",
            "An_image_that_kills_only_nodes_is_reduced_in_quarantine"
        },
        {
            "in bubblewrap where that is available", "Grains.Tests/Workers/Isolation/SandboxTests.cs",
            "Within_bubblewrap_foreign_files_the_network_and_other_processes_are_invisible"
        },
        {
            "All other images are decoded in the worker's process", "Cluster.Tests/PoisonImages.cs",
            "An_image_that_kills_its_node_does_so_twice_and_fails_in_quarantine_while_the_rest_is_reduced"
        },
        {
            "the systemd units and Kubernetes manifests of this repository run them as an unprivileged user",
            "Deployment.Tests/SystemdTests.cs", "A_service_has_only_the_privileges_that_it_needs"
        },
        {
            "the systemd units and Kubernetes manifests of this repository run them as an unprivileged user",
            "Deployment.Tests/PodTests.cs", "A_container_has_only_the_privileges_that_it_needs"
        },
        {
            "The tests run damaged JPEG files through the engine", "Imaging.Tests/Jpeg/Fuzzing/JpegFuzzTests.cs",
            "A_damaged_file_is_reduced_to_a_valid_one_or_rejected_with_a_reason"
        },
        { "`tests/Fuzz` contains targets for a coverage-guided fuzzer", "Deployment.Tests/ManualTests.cs", "A_file_that_a_page_references_exists" },
        {
            "Source URLs that resolve to private, loopback or link-local addresses are rejected",
            "Grains.Tests/Workers/Fetching/AddressGuardTests.cs", "An_address_that_is_not_public_is_blocked"
        },
        {
            "on every redirect too", "Grains.Tests/Workers/Fetching/RedirectTests.cs",
            "A_redirect_into_a_private_network_fails_as_address_forbidden"
        },
        { "Nodes store API keys as hashes", "Silo.Tests/AccountTests.cs", "A_data_folder_does_not_contain_the_key" },
        {
            "Requests with wrong keys are throttled by address", "Client.Tests/AuthenticationThrottleTests.cs",
            "Failures_beyond_the_limit_get_429_and_a_client_that_had_authenticated_continues"
        },
        {
            "Nodes of a cluster do not authenticate each other: silo ports must not be reachable from outside",
            "Deployment.Tests/PortTests.cs", "Only_silos_and_gateways_may_connect_to_the_ports_between_nodes"
        },
        {
            "The Kubernetes manifests contain network policies for this", "Deployment.Tests/PortTests.cs",
            "Connections_without_a_policy_are_denied"
        },
    };

    [Theory, MemberData(nameof(Statements))]
    public void A_statement_of_the_policy_has_a_test(string statement, string file, string test)
    {
        Assert.Contains(statement, JoinLines(Policy()), StringComparison.Ordinal);
        Assert.Contains($" {test}(", File.ReadAllText(Path.Combine(Repository.Root, "tests", file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sentence_about_the_program_is_listed()
    {
        string[] sentences = [.. Bullet().Matches(Policy()).SelectMany(bullet => JoinLines(bullet.Value).Split(". "))];

        Assert.NotEmpty(sentences);
        Assert.DoesNotContain(sentences, sentence => !Statements.Any(row => sentence.Contains((string)row[0], StringComparison.Ordinal)));
    }

    [Fact]
    public void A_library_of_native_code_is_shipped() => Assert.Contains(ShippedPackage.All, package => package.Id == "NetVips.Native");

    [Fact]
    public void The_first_supported_version_is_the_one_that_is_prepared()
    {
        string build = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"));

        Assert.Contains(
            $"from {Regex.Match(build, "<Version>(.+)</Version>").Groups[1].Value} on, the latest minor version gets them", JoinLines(Policy()),
            StringComparison.Ordinal);
    }

    private static string Policy() => File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"));

    private static string JoinLines(string text) => Whitespace().Replace(text, " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"^- .+(?:\n  .+)*", RegexOptions.Multiline)]
    private static partial Regex Bullet();
}
