//! Random valid modules for `roots_smith`: made by wasm-smith, then given a stack pointer, room for the
//! stack, and calls at random places that collect or throw.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::convert::Infallible;

use arbitrary::Unstructured;
use guest::roots::{Collect, Spec, Stack};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, MemorySection,
    MemoryType, Module, SectionId, TagKind, TagSection, TagType, TypeSection, ValType,
};
use wasm_smith::{Config, InstructionKind, InstructionKinds};
use wasmparser::{Parser, Payload, TypeRef};

const PAGE: u64 = 65536;
/// Pages that random code is told of, and pages above them for the shadow stack.
const DATA_PAGES: u64 = 2;
const STACK_PAGES: u64 = 4;

/// The shadow stack's bytes in memory.
pub const STACK: std::ops::Range<usize> =
    (DATA_PAGES * PAGE) as usize..((DATA_PAGES + STACK_PAGES) * PAGE) as usize;

/// Name under which the stack pointer is exported.
pub const POINTER: &str = "stack pointer";

/// What a module may import; all of it may collect, and so may `COLLECT`, which every module imports.
const IMPORTS: &str = r#"(module
  (import "host" "number" (func (param i32) (result i32)))
  (import "host" "wide" (func (param i64 f64) (result i64))))"#;

const COLLECT: (&str, &str) = ("host", "collect");

/// Loops turned and functions entered, all together, until a module traps.
const TURNS: u32 = 200;

/// A call that collects is added before one in so many operators, and one that may throw.
const COLLECTS: u64 = 12;
const THROWS: u64 = 40;

/// One in so many calls of the added function throws.
const PATIENCE: i32 = 5;

/// A random module with a stack pointer that it does not know of; and what the pass must be told.
pub struct Random {
    pub wasm: Vec<u8>,
    pub spec: Spec,
}

/// The module of a seed, always the same one.
pub fn generate(seed: u64) -> Random {
    let mut numbers = Numbers(seed.wrapping_mul(0xA076_1D64_78BD_642F));
    let bytes: Vec<u8> = (0..2048).flat_map(|_| numbers.next().to_le_bytes()).collect();
    let mut input = Unstructured::new(&bytes);
    let mut module = wasm_smith::Module::new(config(seed), &mut input).unwrap();
    module.ensure_termination(TURNS).unwrap();
    let module = module.to_bytes();
    let facts = Facts::of(&module);
    let mut output = Module::new();
    let mut addition = Addition { facts: &facts, numbers, imported: false };
    addition.parse_core_module(&mut output, Parser::new(0), &module).unwrap();
    // Any function will do for one that collects.
    let collector = 1 + facts.imports.len() as u32 + seed as u32 % facts.functions;
    let mut imports = vec![format!("{}.{}", COLLECT.0, COLLECT.1)];
    imports.extend(facts.imports);
    let spec = Spec {
        stack: Stack { pointer: facts.globals, initial: STACK.end as i32, relocate: None },
        collect: Collect { functions: vec![collector], imports },
        pad: vec![],
        patch: vec![],
        add: vec![],
        data: vec![],
        edit: vec![],
        spill: vec![],
    };
    Random { wasm: output.finish(), spec }
}

/// Random numbers (the splitmix64 generator).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// The proposals that the pass knows.
fn config(seed: u64) -> Config {
    use InstructionKind as Kind;
    // Most operators are arithmetic: without them there is more of the rest.
    let few = [Kind::Control, Kind::Parametric, Kind::Variable, Kind::MemoryInt, Kind::Reference];
    let more = [Kind::Control, Kind::Parametric, Kind::Variable, Kind::NumericInt];
    let allowed_instructions = match seed % 3 {
        0 => InstructionKinds::all(),
        1 => InstructionKinds::new(&few),
        _ => InstructionKinds::new(&more),
    };
    Config {
        allowed_instructions,
        available_imports: Some(wat::parse_str(IMPORTS).unwrap()),
        // Code that cannot trap runs longer, code that can is more varied.
        disallow_traps: !seed.is_multiple_of(4),
        exceptions_enabled: true,
        export_everything: true,
        allow_start_export: false,
        canonicalize_nans: true,
        gc_enabled: false,
        memory64_enabled: false,
        multi_value_enabled: false,
        simd_enabled: false,
        relaxed_simd_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        extended_const_enabled: false,
        max_memory32_bytes: DATA_PAGES * PAGE,
        min_memories: 1,
        min_globals: 1,
        min_funcs: 4,
        max_funcs: 12,
        min_tags: 1,
        max_tags: 3,
        max_instructions: 200,
        max_table_elements: 100,
        ..Config::default()
    }
}

/// Numbers of things in a module.
#[derive(Default)]
struct Facts {
    imports: Vec<String>,
    /// Functions with a body.
    functions: u32,
    globals: u32,
    types: u32,
    tags: u32,
}

impl Facts {
    fn of(module: &[u8]) -> Facts {
        let mut facts = Facts::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::TypeSection(section) => {
                    facts.types = section.into_iter_err_on_gc_types().count() as u32;
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import.unwrap();
                        assert!(matches!(import.ty, TypeRef::Func(_)));
                        facts.imports.push(format!("{}.{}", import.module, import.name));
                    }
                }
                Payload::FunctionSection(section) => facts.functions = section.count(),
                Payload::TagSection(section) => facts.tags = section.count(),
                Payload::GlobalSection(section) => facts.globals = section.count(),
                _ => {}
            }
        }
        facts
    }
}

/// Adds what wasm-smith does not know of.
struct Addition<'f> {
    facts: &'f Facts,
    numbers: Numbers,
    imported: bool,
}

impl Addition<'_> {
    fn import(&mut self, imports: &mut ImportSection) {
        imports.import(COLLECT.0, COLLECT.1, EntityType::Function(self.facts.types));
        self.imported = true;
    }

    fn tag(&self, tags: &mut TagSection) {
        tags.tag(TagType { kind: TagKind::Exception, func_type_idx: self.facts.types });
    }

    /// Index of the function that throws every now and then.
    fn thrower(&self) -> u32 {
        1 + self.facts.imports.len() as u32 + self.facts.functions
    }
}

impl Reencode for Addition<'_> {
    type Error = Infallible;

    /// The added import comes first.
    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(function + 1)
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([], []);
        Ok(())
    }

    fn intersperse_section_hook(
        &mut self,
        module: &mut Module,
        after: Option<SectionId>,
        before: Option<SectionId>,
    ) -> Result<(), Error<Infallible>> {
        if after == Some(SectionId::Type) && before != Some(SectionId::Import) && !self.imported {
            let mut imports = ImportSection::new();
            self.import(&mut imports);
            module.section(&imports);
        }
        if before == Some(SectionId::Global) && self.facts.tags == 0 {
            let mut tags = TagSection::new();
            self.tag(&mut tags);
            module.section(&tags);
        }
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        self.import(imports);
        utils::parse_import_section(self, imports, section)
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_function_section(self, functions, section)?;
        functions.function(self.facts.types);
        Ok(())
    }

    fn parse_tag_section(
        &mut self,
        tags: &mut TagSection,
        section: wasmparser::TagSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_tag_section(self, tags, section)?;
        self.tag(tags);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_code_section(self, code, section)?;
        let counter = self.facts.globals + 1;
        let mut thrower = Function::new([]);
        thrower
            .instructions()
            .global_get(counter)
            .i32_const(1)
            .i32_add()
            .global_set(counter)
            .global_get(counter)
            .i32_const(PATIENCE)
            .i32_rem_u()
            .i32_eqz()
            .if_(BlockType::Empty)
            .throw(self.facts.tags)
            .end()
            .call(0)
            .end();
        code.function(&thrower);
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: wasmparser::FunctionBody<'_>,
    ) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            if self.numbers.next().is_multiple_of(COLLECTS) {
                function.instruction(&Instruction::Call(0));
            }
            if self.numbers.next().is_multiple_of(THROWS) {
                function.instruction(&Instruction::Call(self.thrower()));
            }
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        code.function(&function);
        Ok(())
    }

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        _section: wasmparser::MemorySectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let minimum = DATA_PAGES + STACK_PAGES;
        memories.memory(MemoryType {
            minimum,
            maximum: Some(minimum + 2),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_global_section(self, globals, section)?;
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(STACK.end as i32));
        globals.global(ty, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        exports.export(POINTER, ExportKind::Global, self.facts.globals);
        Ok(())
    }
}
