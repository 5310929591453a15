using System.Reflection;
using JpegReducer.Grains.Persistence;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Wire;

public sealed class KeysAndNames
{
    private static readonly Assembly[] Ours = [typeof(JobId).Assembly, typeof(GrainStorageNames).Assembly];

    [Fact]
    public void No_string_key_can_be_read_as_a_number()
    {
        string[] keys = [GrainKeys.Dispatch, GrainKeys.Retention, GrainKeys.Records, GrainKeys.ForApiKey(ApiKeyHash.Of("x"))];

        Assert.All(keys, key => Assert.Matches("^[g-z][a-z]*-", key));
    }

    [Fact]
    public void Every_state_name_belongs_to_one_grain_class()
    {
        string[] names = [.. typeof(GrainStorageNames).Assembly.GetTypes()
            .SelectMany(type => type.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
            .Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>()?.StateName)
            .OfType<string>()];

        Assert.NotEmpty(names);
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Every_type_that_is_sent_or_stored_has_a_unique_alias()
    {
        Type[] wire =
            [.. Ours.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)];
        string[] names = [.. wire.Select(type => type.GetCustomAttributes<AliasAttribute>(inherit: false).SingleOrDefault()?.Alias ?? "")];

        Assert.NotEmpty(wire);
        Assert.DoesNotContain("", names);
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Every_grain_interface_and_its_methods_have_aliases()
    {
        Type[] interfaces = [.. typeof(JobId).Assembly.GetTypes().Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))];

        Assert.NotEmpty(interfaces);
        Assert.All(interfaces, type => Assert.NotNull(type.GetCustomAttribute<AliasAttribute>()));
        Assert.All(interfaces.SelectMany(type => type.GetMethods()), method => Assert.NotNull(method.GetCustomAttribute<AliasAttribute>()));
    }

    [Fact]
    public void A_job_id_is_parsed_from_its_text()
    {
        JobId job = JobId.New(DateTimeOffset.UnixEpoch);

        Assert.Equal(job, JobId.Parse(job.ToString(), null));
        Assert.False(JobId.TryParse("job_x", null, out _));
        Assert.False(JobId.TryParse(null, null, out _));
    }

    [Fact]
    public void The_same_idempotency_key_means_the_same_job_only_for_the_same_account_and_route()
    {
        JobId job = JobId.ForIdempotencyKey(AccountId.Local, "POST /v1/jobs", "a");

        Assert.Equal(job, JobId.ForIdempotencyKey(AccountId.Local, "POST /v1/jobs", "a"));
        Assert.NotEqual(job, JobId.ForIdempotencyKey(AccountId.Local, "POST /v1/jobs", "b"));
        Assert.NotEqual(job, JobId.ForIdempotencyKey(AccountId.Local, "POST /v1/optimize", "a"));
        Assert.NotEqual(job, JobId.ForIdempotencyKey(new AccountId(Guid.NewGuid()), "POST /v1/jobs", "a"));
    }

    [Fact]
    public void A_blob_key_begins_with_the_minute_after_which_the_file_is_deleted()
    {
        DateTimeOffset expiry = new(2026, 11, 23, 6, 14, 1, TimeSpan.Zero);
        JobId job = JobId.New(expiry);

        BlobKey key = BlobKey.ForOutput(job, 7, OutputNames.WebP, expiry);

        Assert.Equal($"files/20261123T0615/{job}/7-webp", key.Text);
        Assert.Equal(key, BlobKey.Parse(key.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("files/20261123T0615/job")]
    [InlineData("files/20261123T0615/../x")]
    [InlineData("files/20261123T0615/job/a/b")]
    [InlineData("other/20261123T0615/job/a")]
    [InlineData("files/today/job/a")]
    [InlineData("files/20261123T0615/job/a\0")]
    public void A_text_that_is_not_a_blob_key_is_rejected(string text)
    {
        Assert.Throws<FormatException>(() => BlobKey.Parse(text));
    }
}
