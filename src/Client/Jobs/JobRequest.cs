using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Client.Jobs;

/// <summary>A job as a request describes it.</summary>
/// <param name="Settings">How its images are reduced.</param>
/// <param name="Priority">The queue of its items.</param>
/// <param name="Label">A name for people; at most 200 characters.</param>
/// <param name="Items">Its first items; may be empty.</param>
/// <param name="IsComplete">Whether no further items will be added.</param>
internal sealed record JobRequest(
    ReductionSettings Settings, JobPriority Priority, string? Label, IReadOnlyList<NewItem> Items, bool IsComplete);

/// <summary>A file that arrives with a request.</summary>
/// <param name="Name">Its name, without any path.</param>
/// <param name="ClientRef">The client's own reference; at most 200 characters.</param>
/// <param name="Content">Its content, read as it arrives.</param>
internal sealed record IncomingFile(string Name, string? ClientRef, Stream Content);

/// <summary>An item that was added to a job and will be completed.</summary>
/// <param name="Sequence">Its number within the job, from 0.</param>
/// <param name="Item">The item.</param>
internal sealed record AddedItem(int Sequence, NewItem Item);
