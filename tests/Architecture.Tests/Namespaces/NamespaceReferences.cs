using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace JpegReducer.Architecture.Tests.Namespaces;

/// <summary>
/// Which namespaces of a built assembly refer to which others of the same assembly: by base types, signatures, attributes and the
/// instructions of method bodies. Constants are compiled into their users and are not seen.
/// </summary>
internal sealed class NamespaceReferences
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;
    private readonly PEReader _image;
    private readonly ReferencedTypes _types;
    private readonly Dictionary<(string From, string To), SortedSet<string>> _edges = [];
    private string _namespace = "";
    private string _type = "";

    private NamespaceReferences(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _types = new ReferencedTypes(Add);
    }

    /// <summary>Reads an assembly.</summary>
    /// <param name="file">The assembly.</param>
    /// <param name="root">The namespace of its sources; what generators put elsewhere is ignored.</param>
    /// <returns>For each pair of namespaces the types that cause the reference.</returns>
    public static IReadOnlyDictionary<(string From, string To), SortedSet<string>> Read(string file, string root)
    {
        using PEReader image = new(File.OpenRead(file));
        NamespaceReferences references = new(image);
        foreach (TypeDefinitionHandle handle in references._metadata.TypeDefinitions)
        {
            (references._namespace, references._type) = references.NameOf(handle);
            if (IsBelow(references._namespace, root)) references.ReadType(references._metadata.GetTypeDefinition(handle));
        }

        return references._edges.Where(edge => IsBelow(edge.Key.To, root)).ToDictionary();
    }

    private static bool IsBelow(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    private void ReadType(TypeDefinition type)
    {
        AddToken(type.BaseType);
        AddAttributes(type.GetCustomAttributes());
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
            AddToken(_metadata.GetInterfaceImplementation(handle).Interface);
        AddConstraints(type.GetGenericParameters());
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(_types, null);
            AddAttributes(field.GetCustomAttributes());
        }

        foreach (PropertyDefinitionHandle handle in type.GetProperties())
            AddAttributes(_metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        foreach (MethodDefinitionHandle handle in type.GetMethods()) ReadMethod(_metadata.GetMethodDefinition(handle));
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_types, null);
        AddAttributes(method.GetCustomAttributes());
        AddConstraints(method.GetGenericParameters());
        foreach (ParameterHandle handle in method.GetParameters()) AddAttributes(_metadata.GetParameter(handle).GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0) return;

        MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_types, null);
        foreach (ExceptionRegion region in body.ExceptionRegions) AddToken(region.CatchType);
        ReadInstructions(body.GetILReader());
    }

    private void ReadInstructions(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE) value = (value << 8) | code.ReadByte();
            switch (Operands[value])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    AddToken(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }

    private void AddConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in _metadata.GetGenericParameter(parameter).GetConstraints())
            {
                AddToken(_metadata.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    private void AddAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle handle in attributes) AddToken(_metadata.GetCustomAttribute(handle).Constructor);
    }

    private void AddToken(EntityHandle token)
    {
        if (token.IsNil) return;
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition:
                Add((TypeDefinitionHandle)token);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)token).DecodeSignature(_types, null);
                break;
            case HandleKind.MethodDefinition:
                Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                AddToken(_metadata.GetMemberReference((MemberReferenceHandle)token).Parent);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = _metadata.GetMethodSpecification((MethodSpecificationHandle)token);
                method.DecodeSignature(_types, null);
                AddToken(method.Method);
                break;
        }
    }

    private void Add(TypeDefinitionHandle handle)
    {
        (string to, string type) = NameOf(handle);
        if (to == _namespace) return;
        if (!_edges.TryGetValue((_namespace, to), out SortedSet<string>? causes))
            _edges[(_namespace, to)] = causes = new SortedSet<string>(StringComparer.Ordinal);
        causes.Add($"{_type} → {type}");
    }

    /// <summary>A nested type, and whatever the compiler makes of lambdas and iterators, counts as the type around it.</summary>
    private (string Namespace, string Name) NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return (_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    /// <summary>Reports every type of the assembly that a signature contains.</summary>
    private sealed class ReferencedTypes(Action<TypeDefinitionHandle> add) : ISignatureTypeProvider<bool, object?>
    {
        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            add(handle);
            return true;
        }

        public bool GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetArrayType(bool elementType, ArrayShape shape) => true;

        public bool GetByReferenceType(bool elementType) => true;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

        public bool GetGenericMethodParameter(object? genericContext, int index) => true;

        public bool GetGenericTypeParameter(object? genericContext, int index) => true;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

        public bool GetPinnedType(bool elementType) => true;

        public bool GetPointerType(bool elementType) => true;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

        public bool GetSZArrayType(bool elementType) => true;

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => true;
    }
}
