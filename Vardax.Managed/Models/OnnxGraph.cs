using Vardax.Managed.Formats;

namespace Vardax.Managed.Models;

/// <summary>
/// An ONNX graph as it grows: values are known by name, each from an input, a constant or an earlier node. The numbers of the
/// fields are those of onnx.proto.
/// </summary>
internal sealed class OnnxGraph
{
    // TensorProto.DataType.
    public const int Single = 1, Int64 = 7, Boolean = 9, Double = 11;

    /// <summary>Starts an empty graph.</summary>
    public OnnxGraph(string name) => Message.Text(2, name);

    /// <summary>The GraphProto.</summary>
    public ProtobufWriter Message { get; } = new();

    /// <summary>An input, batch x axes; returns its name.</summary>
    public string Input(string name, params ReadOnlySpan<int> axes)
    {
        Message.Message(11, Batch(name, axes));
        return name;
    }

    /// <summary>Declares a value as an output, batch x axes.</summary>
    public void Output(string name, params ReadOnlySpan<int> axes) => Message.Message(12, Batch(name, axes));

    /// <summary>A node with one output; returns the output's name.</summary>
    /// <param name="operation">Of the default domain.</param>
    /// <param name="name">The node's, and its output's.</param>
    /// <param name="inputs">Names of values.</param>
    /// <param name="attribute">At most one, an integer.</param>
    /// <param name="output">The output's name where it is not the node's.</param>
    public string Node(
        string operation, string name, ReadOnlySpan<string> inputs, (string Name, int Value)? attribute = null,
        string? output = null)
    {
        const int IntegerType = 2;
        ProtobufWriter? field = null;
        if (attribute is { } given)
        {
            field = Attribute(given.Name, IntegerType);
            field.Integer(3, given.Value);
        }

        return Append(operation, name, inputs, field, [output ?? name]);
    }

    /// <summary>A Loop whose steps change one array of double precision; returns the name of what the last one leaves.</summary>
    /// <param name="name">The node's, and its output's.</param>
    /// <param name="count">Name of the number of steps, an int64.</param>
    /// <param name="start">Name of the array before the first step.</param>
    /// <param name="step">Of the body, the names of the step's number and of the array before it: the array's after it.</param>
    public string Repeat(string name, string count, string start, Func<OnnxGraph, string, string, string> step)
    {
        OnnxGraph body = Body(name, out string number);
        string before = $"{name}.before";
        body.Message.Message(11, Value(before, Double));
        body.Message.Message(12, Value(step(body, number, before), Double));
        return Loop(name, [count, "", start], body, [name]);
    }

    /// <summary>A Loop whose steps' results, of double precision, are stacked; returns the names of the stacks.</summary>
    /// <param name="name">The node's.</param>
    /// <param name="count">Name of the number of steps, an int64.</param>
    /// <param name="step">Of the body and the name of the step's number: names and shapes of results.</param>
    public string[] Stack(string name, string count, Func<OnnxGraph, string, (string Name, int[] Shape)[]> step)
    {
        OnnxGraph body = Body(name, out string number);
        (string Name, int[] Shape)[] results = step(body, number);
        foreach ((string result, int[] axes) in results)
            body.Message.Message(12, Value(result, Double, Shape(axes)));
        string[] stacks = [.. results.Select(result => $"{result.Name}.all")];
        Loop(name, [count, ""], body, stacks);
        return stacks;
    }

    /// <summary>
    /// A Loop whose steps change arrays of single precision and give others, which are stacked; returns the names of the stacks.
    /// </summary>
    /// <param name="name">The node's.</param>
    /// <param name="count">Name of the number of steps, an int64.</param>
    /// <param name="starts">Names of the arrays before the first step.</param>
    /// <param name="step">Of the body and the arrays before a step: those after it, and what it gives.</param>
    public string[] March(string name, string count, string[] starts, Func<OnnxGraph, string[], (string[] After, string[] Given)> step)
    {
        OnnxGraph body = Body(name, out _);
        string[] before = [.. starts.Select((_, i) => $"{name}.before.{i}")];
        foreach (string one in before)
            body.Message.Message(11, Value(one, Single));
        (string[] after, string[] given) = step(body, before);
        foreach (string one in (string[])[.. after, .. given])
            body.Message.Message(12, Value(one, Single));
        string[] stacks = [.. given.Select(one => $"{one}.all")];
        Loop(name, [count, "", .. starts], body, [.. after.Select(one => $"{one}.last"), .. stacks]);
        return stacks;
    }

    /// <summary>An array with its axes in another order; returns its name.</summary>
    public string Transpose(string name, string input, ReadOnlySpan<int> order)
    {
        const int IntegersType = 7;
        ProtobufWriter field = Attribute("perm", IntegersType);
        foreach (int axis in order)
            field.Integer(8, axis);
        return Append("Transpose", name, [input], field, [name]);
    }

    /// <summary>The body of a Loop that goes on to the last step.</summary>
    private static OnnxGraph Body(string name, out string number)
    {
        var body = new OnnxGraph($"{name}.body");
        string condition = $"{name}.condition";
        number = $"{name}.number";
        body.Message.Message(11, Value(number, Int64, Shape([])));
        body.Message.Message(11, Value(condition, Boolean, Shape([])));
        body.Message.Message(12, Value(body.Node("Identity", $"{name}.goes_on", [condition]), Boolean, Shape([])));
        return body;
    }

    private string Loop(string name, ReadOnlySpan<string> inputs, OnnxGraph body, ReadOnlySpan<string> outputs)
    {
        const int GraphType = 5;
        ProtobufWriter field = Attribute("body", GraphType);
        field.Message(6, body.Message);
        return Append("Loop", name, inputs, field, outputs);
    }

    private static ProtobufWriter Attribute(string name, int type)
    {
        var field = new ProtobufWriter();
        field.Text(1, name);
        field.Integer(20, type);
        return field;
    }

    private string Append(
        string operation, string name, ReadOnlySpan<string> inputs, ProtobufWriter? attribute,
        ReadOnlySpan<string> outputs)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        foreach (string output in outputs)
            node.Text(2, output);
        node.Text(3, name);
        node.Text(4, operation);
        if (attribute is not null)
            node.Message(5, attribute);
        Message.Message(1, node);
        return outputs[0];
    }

    /// <summary>A float32 constant, row-major; returns its name.</summary>
    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => Tensor(name, Single, values, shape);

    /// <summary>A double-precision constant, row-major; returns its name.</summary>
    public string Constant(string name, ReadOnlySpan<double> values, params ReadOnlySpan<int> shape) => Tensor(name, Double, values, shape);

    /// <summary>A constant vector of indices, int64; returns its name.</summary>
    public string Indices(string name, ReadOnlySpan<int> values) => Indices(name, values, [values.Length]);

    /// <summary>A constant array of indices, int64, row-major; returns its name.</summary>
    public string Indices(string name, ReadOnlySpan<int> values, ReadOnlySpan<int> shape) =>
        Tensor<long>(name, Int64, Array.ConvertAll(values.ToArray(), index => (long)index), shape);

    private string Tensor<T>(string name, int type, ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        var tensor = new ProtobufWriter();
        foreach (int size in shape)
            tensor.Integer(1, size);
        tensor.Integer(2, type);
        tensor.Text(8, name);
        tensor.Numbers(9, values);
        Message.Message(5, tensor);
        return name;
    }

    /// <summary>A ValueInfoProto: float32, any number of rows.</summary>
    private static ProtobufWriter Batch(string name, ReadOnlySpan<int> axes)
    {
        ProtobufWriter rowCount = new(), shape = new();
        rowCount.Text(2, "batch");
        shape.Message(1, rowCount);
        Add(shape, axes);
        return Value(name, Single, shape);
    }

    /// <summary>A TensorShapeProto.</summary>
    private static ProtobufWriter Shape(ReadOnlySpan<int> axes)
    {
        var shape = new ProtobufWriter();
        Add(shape, axes);
        return shape;
    }

    private static void Add(ProtobufWriter shape, ReadOnlySpan<int> axes)
    {
        foreach (int axis in axes)
        {
            var size = new ProtobufWriter();
            size.Integer(1, axis);
            shape.Message(1, size);
        }
    }

    /// <summary>A ValueInfoProto; of any shape if none is given.</summary>
    private static ProtobufWriter Value(string name, int type, ProtobufWriter? shape = null)
    {
        ProtobufWriter tensor = new(), kind = new(), value = new();
        tensor.Integer(1, type);
        if (shape is not null)
            tensor.Message(2, shape);
        kind.Message(1, tensor);
        value.Text(1, name);
        value.Message(2, kind);
        return value;
    }
}
