using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary>A training that ended without a model: of a list, the others go on.</summary>
internal sealed class TrainingFailedException(string message) : InputException(message);
