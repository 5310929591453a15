using System.Text.RegularExpressions;
using k8s.Models;

namespace JpegReducer.Deployment.Tests;

/// <summary>How the images are built.</summary>
public sealed class DockerfileTests
{
    [Theory, InlineData("Silo"), InlineData("Client")]
    public void Copied_files_exist_and_are_sent_to_the_builder(string project)
    {
        string[] sent = [.. Repository.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..])];
        string[] copied =
            [.. Dockerfile.Of(project).All("COPY").Where(copy => !copy.Contains("--from=", StringComparison.Ordinal))
            .SelectMany(copy => copy.Split(' ')[..^1]).Select(source => source.TrimEnd('/'))];

        Assert.NotEmpty(copied);
        Assert.All(copied, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source))));
        Assert.Equal(sent.Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
    }

    [Theory, InlineData("Silo", "silo"), InlineData("Client", "gateway")]
    public void It_publishes_its_project_and_starts_its_program_as_an_unprivileged_user(string project, string deployment)
    {
        Dockerfile file = Dockerfile.Of(project);
        V1PodSpec pod = Cluster.Read("base").Pods.Single(candidate => candidate.Owner == deployment).Template.Spec;

        Assert.Contains($"dotnet publish src/{project} -c Release", Assert.Single(file.All("RUN")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Repository.Root, "src", project, $"{project}.csproj")));
        Assert.Equal($"""["/app/JpegReducer.{project}"]""", Assert.Single(file.All("ENTRYPOINT")));
        Assert.Equal("SIGTERM", Assert.Single(file.All("STOPSIGNAL")));
        Assert.Equal(pod.SecurityContext.RunAsUser.ToString(), Assert.Single(file.All("USER")));
        Assert.Equal(pod.Containers[0].Ports.Select(port => port.ContainerPort.ToString()), Assert.Single(file.All("EXPOSE")).Split(' '));
        Assert.StartsWith($"jpegreducer-{deployment}:", pod.Containers[0].Image, StringComparison.Ordinal);
    }

    [Theory, InlineData("Silo"), InlineData("Client")]
    public void It_is_built_with_the_SDK_of_the_target_framework_and_ships_without_it(string project)
    {
        string version = Regex.Match(Repository.Read("Directory.Build.props"), @"<TargetFramework>net([\d.]+)<").Groups[1].Value;

        string[] stages = Dockerfile.Of(project).All("FROM");

        Assert.Equal(2, stages.Length);
        Assert.Contains($"mcr.microsoft.com/dotnet/sdk:{version}-noble AS build", stages[0], StringComparison.Ordinal);
        Assert.Equal($"mcr.microsoft.com/dotnet/aspnet:{version}-noble", stages[1]);
    }
}
