import difflib
import pprint
import sys
import time
import traceback

__all__ = [
    "FunctionTestCase",
    "SkipTest",
    "TestCase",
    "TestLoader",
    "TestResult",
    "TestSuite",
    "TextTestResult",
    "TextTestRunner",
    "defaultTestLoader",
    "expectedFailure",
    "main",
    "skip",
    "skipIf",
    "skipUnless",
]


# Raised by a test that is not to be run.
class SkipTest(Exception):
    pass


class _ExpectedFailure(Exception):
    def __init__(self, exc):
        super().__init__(exc)
        self.exc = exc


class _UnexpectedSuccess(Exception):
    pass


# Marks a test or a class as not to be run.
def skip(reason=""):
    def mark(test):
        if isinstance(test, type):
            test.__unittest_skip__ = True
            test.__unittest_skip_why__ = reason
            return test

        def skipped(*args):
            raise SkipTest(reason)

        return skipped

    if callable(reason):
        test = reason
        reason = ""
        return mark(test)
    return mark


def _as_it_is(test):
    return test


def skipIf(condition, reason):  # noqa: N802
    return skip(reason) if condition else _as_it_is


def skipUnless(condition, reason):  # noqa: N802
    return _as_it_is if condition else skip(reason)


# Marks a test that is known to fail.
def expectedFailure(test_item):  # noqa: N802
    def expected(self):
        try:
            test_item(self)
        except SkipTest:
            raise
        except Exception as e:  # noqa: BLE001
            raise _ExpectedFailure(e)
        raise _UnexpectedSuccess

    return expected


def _short(obj):
    try:
        return repr(obj)
    except Exception:  # noqa: BLE001
        return "<" + type(obj).__name__ + " object>"


class _Raises:
    def __init__(self, case, expected, msg, pattern=None, name=None):
        if not isinstance(expected, (type, tuple)):
            raise TypeError("assertRaises() arg 1 must be an exception type or tuple of these")
        self._case = case
        self._expected = expected
        self._msg = msg
        self._pattern = pattern
        self._name = name
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, tb):
        expected = self._expected
        if exc_type is None:
            if isinstance(expected, tuple):
                name = "(" + ", ".join([c.__name__ for c in expected]) + ")"
            else:
                name = expected.__name__
            text = name + " not raised"
            if self._name:
                text += " by " + self._name
            self._case._fail(self._msg, text)
        if not issubclass(exc_type, expected):
            return False
        self.exception = exc_value
        if self._pattern is not None:
            import re

            pattern = self._pattern
            if isinstance(pattern, str):
                pattern = re.compile(pattern)
            if not pattern.search(str(exc_value)):
                self._case._fail(
                    self._msg,
                    _short(self._pattern)[1:-1].join('""')
                    + " does not match "
                    + '"'
                    + str(exc_value)
                    + '"',
                )
        return True


class _SubTest:
    def __init__(self, case, msg, params):
        self._case = case
        parts = []
        if msg is not None:
            parts.append("[" + str(msg) + "]")
        if params:
            parts.append("(" + ", ".join([k + "=" + repr(params[k]) for k in params]) + ")")
        self._text = " ".join(parts) or "(<subtest>)"

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, tb):
        if exc_type is None or not issubclass(exc_type, Exception):
            return False
        result = self._case._result
        if result is None or issubclass(exc_type, SkipTest):
            return False
        result._add_sub(self._case, self._text, exc_value)
        self._case._sub_failed = True
        return True


# The tests of a class: its methods that begin with "test".
class TestCase:
    failureException = AssertionError
    longMessage = True
    maxDiff = 640

    def __init__(self, methodName="runTest"):  # noqa: N803
        self._testMethodName = methodName
        self._cleanups = []
        self._result = None
        self._sub_failed = False

    # To be overridden.
    def setUp(self):
        pass

    def tearDown(self):
        pass

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    # Has a function called after tearDown(), the last one first.
    def addCleanup(self, function, *args, **kwargs):  # noqa: N802
        self._cleanups.append((function, args, kwargs))

    def doCleanups(self):  # noqa: N802
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            function(*args, **kwargs)

    def countTestCases(self):  # noqa: N802
        return 1

    def defaultTestResult(self):  # noqa: N802
        return TestResult()

    def shortDescription(self):  # noqa: N802
        return None

    def id(self):
        cls = type(self)
        module = getattr(cls, "__module__", "__main__")
        return module + "." + cls.__qualname__ + "." + self._testMethodName

    def __str__(self):
        return self._testMethodName + " (" + self.id() + ")"

    def __repr__(self):
        return (
            "<"
            + self.id()[: -len(self._testMethodName) - 1]
            + (" testMethod=" + self._testMethodName + ">")
        )

    def __call__(self, *args, **kwargs):
        return self.run(*args, **kwargs)

    # Runs the test and tells the result about it.
    def run(self, result=None):
        if result is None:
            result = self.defaultTestResult()
        result.startTest(self)
        self._result = result
        self._sub_failed = False
        try:
            self._run_into(result)
        finally:
            self._result = None
            result.stopTest(self)
        return result

    def _run_into(self, result):
        if getattr(self, "__unittest_skip__", False):
            result.addSkip(self, getattr(self, "__unittest_skip_why__", ""))
            return
        fine = False
        outcome = []
        if self._step(self.setUp, outcome):
            fine = self._step(getattr(self, self._testMethodName), outcome)
            fine = self._step(self.tearDown, outcome) and fine
        fine = self._step(self.doCleanups, outcome) and fine
        for add, value in outcome:
            if value is None:
                add(self)
            else:
                add(self, value)
        if fine and not outcome and not self._sub_failed:
            result.addSuccess(self)

    def _step(self, function, outcome):
        result = self._result
        try:
            function()
        except SkipTest as e:
            outcome.append((result.addSkip, str(e)))
        except _ExpectedFailure as e:
            outcome.append((result.addExpectedFailure, _info(e.exc)))
        except _UnexpectedSuccess:
            outcome.append((result.addUnexpectedSuccess, None))
        except KeyboardInterrupt:
            raise
        except self.failureException as e:
            outcome.append((result.addFailure, _info(e)))
        except Exception as e:  # noqa: BLE001
            outcome.append((result.addError, _info(e)))
        else:
            return True
        return False

    # Runs the test; what it raises comes through.
    def debug(self):
        self.setUp()
        getattr(self, self._testMethodName)()
        self.tearDown()
        self.doCleanups()

    # What fails in its block is noted, and the test goes on.
    def subTest(self, msg=None, **params):  # noqa: N802
        return _SubTest(self, msg, params)

    def skipTest(self, reason):  # noqa: N802
        raise SkipTest(reason)

    def fail(self, msg=None):
        raise self.failureException(msg)

    def _fail(self, msg, standard):
        if msg is not None:
            standard = standard + " : " + str(msg) if self.longMessage else msg
        raise self.failureException(standard)

    def assertTrue(self, expr, msg=None):  # noqa: N802
        if not expr:
            self._fail(msg, _short(expr) + " is not true")

    def assertFalse(self, expr, msg=None):  # noqa: N802
        if expr:
            self._fail(msg, _short(expr) + " is not false")

    # The classes for which assertEqual() shows the differences.
    def addTypeEqualityFunc(self, typeobj, function):  # noqa: N802
        if "_equality" not in self.__dict__:
            self._equality = {}
        self._equality[typeobj] = function

    def assertEqual(self, first, second, msg=None):  # noqa: N802
        cls = type(first)
        if cls is type(second):
            function = getattr(self, "_equality", {}).get(cls)
            if function is not None:
                if isinstance(function, str):
                    function = getattr(self, function)
                function(first, second, msg=msg)
                return
            name = _EQUALITY.get(cls)
            if name is not None:
                getattr(self, name)(first, second, msg)
                return
        if not first == second:  # noqa: SIM201
            self._fail(msg, _short(first) + " != " + _short(second))

    def assertNotEqual(self, first, second, msg=None):  # noqa: N802
        if not first != second:  # noqa: SIM202
            self._fail(msg, _short(first) + " == " + _short(second))

    def _with_diff(self, msg, text, diff):
        limit = self.maxDiff
        if limit is not None and len(diff) > limit:
            diff = (
                "\nDiff is "
                + str(len(diff))
                + " characters long. Set self.maxDiff to None to see it."
            )
        self._fail(msg, text + diff)

    def assertMultiLineEqual(self, first, second, msg=None):  # noqa: N802
        self.assertIsInstance(first, str, "First argument is not a string")
        self.assertIsInstance(second, str, "Second argument is not a string")
        if first == second:
            return
        a = first.splitlines(True)
        b = second.splitlines(True)
        if len(a) == 1 and first.strip("\r\n") == first:
            a = [first + "\n"]
            b = [second + "\n"]
        diff = "\n" + "".join(difflib.ndiff(a, b))
        self._with_diff(msg, _short(first) + " != " + _short(second), diff)

    def assertSequenceEqual(self, first, second, msg=None, seq_type=None):  # noqa: N802
        name = "sequence"
        if seq_type is not None:
            name = seq_type.__name__
            for which, seq in (("First", first), ("Second", second)):
                if not isinstance(seq, seq_type):
                    raise self.failureException(
                        which + " sequence is not a " + name + ": " + _short(seq)
                    )
        if first == second:
            return
        text = name[:1].upper() + name[1:] + "s differ: "
        text += _short(first) + " != " + _short(second) + "\n"
        la = len(first)
        lb = len(second)
        for i in range(min(la, lb)):
            if first[i] != second[i]:
                text += "\nFirst differing element " + str(i) + ":\n"
                text += _short(first[i]) + "\n" + _short(second[i]) + "\n"
                break
        else:
            if la == lb and seq_type is None and type(first) is not type(second):
                return
        if la != lb:
            longer, low = (first, lb) if la > lb else (second, la)
            which = "First" if la > lb else "Second"
            text += "\n" + which + " " + name + " contains " + str(abs(la - lb))
            text += " additional elements.\nFirst extra element " + str(low) + ":\n"
            text += _short(longer[low]) + "\n"
        self._with_diff(msg, text, _diff_of(first, second))

    def assertListEqual(self, list1, list2, msg=None):  # noqa: N802
        self.assertSequenceEqual(list1, list2, msg, list)

    def assertTupleEqual(self, tuple1, tuple2, msg=None):  # noqa: N802
        self.assertSequenceEqual(tuple1, tuple2, msg, tuple)

    def assertDictEqual(self, d1, d2, msg=None):  # noqa: N802
        self.assertIsInstance(d1, dict, "First argument is not a dictionary")
        self.assertIsInstance(d2, dict, "Second argument is not a dictionary")
        if d1 != d2:
            self._with_diff(msg, _short(d1) + " != " + _short(d2), _diff_of(d1, d2))

    def assertSetEqual(self, set1, set2, msg=None):  # noqa: N802
        lines = []
        for a, b, which, other in (
            (set1, set2, "first", "second"),
            (set2, set1, "second", "first"),
        ):
            only = set(a) - set(b)
            if only:
                lines.append("Items in the " + which + " set but not the " + other + ":")
                lines.extend([repr(item) for item in only])
        if lines:
            self._fail(msg, "\n".join(lines))

    # The same elements, in any order.
    def assertCountEqual(self, first, second, msg=None):  # noqa: N802
        first = list(first)
        second = list(second)
        lines = []
        seen = []
        for item in first + second:
            if item not in seen:
                seen.append(item)
                a = first.count(item)
                b = second.count(item)
                if a != b:
                    lines.append("First has %d, Second has %d:  %s" % (a, b, _short(item)))
        if lines:
            self._fail(msg, "Element counts were not equal:\n" + "\n".join(lines))

    def assertIs(self, expr1, expr2, msg=None):  # noqa: N802
        if expr1 is not expr2:
            self._fail(msg, _short(expr1) + " is not " + _short(expr2))

    def assertIsNot(self, expr1, expr2, msg=None):  # noqa: N802
        if expr1 is expr2:
            self._fail(msg, "unexpectedly identical: " + _short(expr1))

    def assertIsNone(self, obj, msg=None):  # noqa: N802
        if obj is not None:
            self._fail(msg, _short(obj) + " is not None")

    def assertIsNotNone(self, obj, msg=None):  # noqa: N802
        if obj is None:
            self._fail(msg, "unexpectedly None")

    def assertIn(self, member, container, msg=None):  # noqa: N802
        if member not in container:
            self._fail(msg, _short(member) + " not found in " + _short(container))

    def assertNotIn(self, member, container, msg=None):  # noqa: N802
        if member in container:
            self._fail(msg, _short(member) + " unexpectedly found in " + _short(container))

    def assertIsInstance(self, obj, cls, msg=None):  # noqa: N802
        if not isinstance(obj, cls):
            self._fail(msg, _short(obj) + " is not an instance of " + repr(cls))

    def assertNotIsInstance(self, obj, cls, msg=None):  # noqa: N802
        if isinstance(obj, cls):
            self._fail(msg, _short(obj) + " is an instance of " + repr(cls))

    def assertLess(self, a, b, msg=None):  # noqa: N802
        if not a < b:
            self._fail(msg, _short(a) + " not less than " + _short(b))

    def assertLessEqual(self, a, b, msg=None):  # noqa: N802
        if not a <= b:
            self._fail(msg, _short(a) + " not less than or equal to " + _short(b))

    def assertGreater(self, a, b, msg=None):  # noqa: N802
        if not a > b:
            self._fail(msg, _short(a) + " not greater than " + _short(b))

    def assertGreaterEqual(self, a, b, msg=None):  # noqa: N802
        if not a >= b:
            self._fail(msg, _short(a) + " not greater than or equal to " + _short(b))

    # Equal after rounding the difference to places, or within delta.
    def assertAlmostEqual(self, first, second, places=None, msg=None, delta=None):  # noqa: N802
        if first == second:
            return
        close, within, diff = _closeness(first, second, places, delta)
        if not close:
            text = _short(first) + " != " + _short(second) + within
            self._fail(msg, text + " (" + _short(diff) + " difference)")

    def assertNotAlmostEqual(self, first, second, places=None, msg=None, delta=None):  # noqa: N802
        close, within, diff = _closeness(first, second, places, delta)
        if first == second or close:
            text = _short(first) + " == " + _short(second) + within
            self._fail(msg, text + (" (" + _short(diff) + " difference)" if delta else ""))

    def assertRegex(self, text, expected_regex, msg=None):  # noqa: N802
        pattern = _compiled(expected_regex)
        if not pattern.search(text):
            self._fail(
                msg, "Regex didn't match: " + repr(pattern.pattern) + " not found in " + repr(text)
            )

    def assertNotRegex(self, text, unexpected_regex, msg=None):  # noqa: N802
        pattern = _compiled(unexpected_regex)
        match = pattern.search(text)
        if match:
            self._fail(
                msg,
                "Regex matched: "
                + repr(match.group(0))
                + " matches "
                + repr(pattern.pattern)
                + " in "
                + repr(text),
            )

    # As a context manager, or with a function and its arguments.
    def assertRaises(self, expected_exception, *args, **kwargs):  # noqa: N802
        return self._raises(expected_exception, None, args, kwargs)

    def assertRaisesRegex(self, expected_exception, expected_regex, *args, **kwargs):  # noqa: N802
        return self._raises(expected_exception, expected_regex, args, kwargs)

    def _raises(self, expected, pattern, args, kwargs):
        if not args:
            return _Raises(self, expected, kwargs.get("msg"), pattern)
        function = args[0]
        with _Raises(self, expected, None, pattern, getattr(function, "__name__", None)):
            function(*args[1:], **kwargs)
        return None

    # Not supported: raise NotImplementedError.
    def assertWarns(self, *args, **kwargs):  # noqa: N802
        raise NotImplementedError(
            "assertWarns is not here: use warnings.catch_warnings(record=True)"
        )

    assertWarnsRegex = assertWarns  # noqa: N815

    def assertLogs(self, *args, **kwargs):  # noqa: N802
        raise NotImplementedError(
            "assertLogs is not here: give the logger a handler with a StringIO"
        )

    assertNoLogs = assertLogs  # noqa: N815


_EQUALITY = {
    str: "assertMultiLineEqual",
    list: "assertListEqual",
    tuple: "assertTupleEqual",
    dict: "assertDictEqual",
    set: "assertSetEqual",
    frozenset: "assertSetEqual",
}


def _compiled(pattern):
    if isinstance(pattern, str):
        import re

        return re.compile(pattern)
    return pattern


def _closeness(first, second, places, delta):
    if delta is not None and places is not None:
        raise TypeError("specify delta or places not both")
    diff = abs(first - second)
    if delta is not None:
        return diff <= delta, " within " + _short(delta) + " delta", diff
    places = 7 if places is None else places
    return round(diff, places) == 0, " within " + repr(places) + " places", diff


def _diff_of(a, b):
    return "\n" + "\n".join(
        difflib.ndiff(pprint.pformat(a).splitlines(), pprint.pformat(b).splitlines())
    )


# A single function as a test.
class FunctionTestCase(TestCase):
    def __init__(self, testFunc, setUp=None, tearDown=None, description=None):  # noqa: N803
        super().__init__("runTest")
        self._function = testFunc
        self._before = setUp
        self._after = tearDown

    def setUp(self):
        if self._before is not None:
            self._before()

    def tearDown(self):
        if self._after is not None:
            self._after()

    def runTest(self):  # noqa: N802
        self._function()

    def id(self):
        return self._function.__name__


def _info(exc):
    return type(exc), exc, None


# An exception as text, without the frames of this module.
def _text_of(err):
    exc = err[1]
    te = traceback.TracebackException.from_exception(exc)
    frames = [frame for frame in te.stack if "unittest" not in frame.filename]
    lines = traceback.format_exception_only(exc)
    if frames:
        lines = traceback.format_list(frames) + lines
        lines.insert(0, "Traceback (most recent call last):\n")
    return "".join(lines)


# Collects what happened.
class TestResult:
    def __init__(self, stream=None, descriptions=None, verbosity=None):
        self.failures = []
        self.errors = []
        self.skipped = []
        self.expectedFailures = []
        self.unexpectedSuccesses = []
        self.testsRun = 0
        self.shouldStop = False
        self.failfast = False
        self.buffer = False

    def startTestRun(self):  # noqa: N802
        pass

    def stopTestRun(self):  # noqa: N802
        pass

    def startTest(self, test):  # noqa: N802
        self.testsRun += 1

    def stopTest(self, test):  # noqa: N802
        pass

    def addSuccess(self, test):  # noqa: N802
        pass

    def addError(self, test, err):  # noqa: N802
        self.errors.append((test, _text_of(err)))
        self.shouldStop = self.shouldStop or self.failfast

    def addFailure(self, test, err):  # noqa: N802
        self.failures.append((test, _text_of(err)))
        self.shouldStop = self.shouldStop or self.failfast

    def addSkip(self, test, reason):  # noqa: N802
        self.skipped.append((test, reason))

    def addExpectedFailure(self, test, err):  # noqa: N802
        self.expectedFailures.append((test, _text_of(err)))

    def addUnexpectedSuccess(self, test):  # noqa: N802
        self.unexpectedSuccesses.append(test)

    def _add_sub(self, test, text, exc):
        entry = (str(test) + " " + text, _text_of(_info(exc)))
        failed = isinstance(exc, test.failureException)
        (self.failures if failed else self.errors).append(entry)

    def wasSuccessful(self):  # noqa: N802
        return not (self.failures or self.errors or self.unexpectedSuccesses)

    def stop(self):
        self.shouldStop = True

    def __repr__(self):
        return "<unittest.result.TestResult run=%d errors=%d failures=%d>" % (
            self.testsRun,
            len(self.errors),
            len(self.failures),
        )


# Writes what happens, while it happens and at the end.
class TextTestResult(TestResult):
    def __init__(self, stream, descriptions, verbosity):
        super().__init__(stream, descriptions, verbosity)
        self.stream = stream
        self.showAll = verbosity > 1
        self.dots = verbosity == 1

    def _tell(self, word, mark):
        if self.showAll:
            self.stream.write(word + "\n")
        elif self.dots:
            self.stream.write(mark)

    def getDescription(self, test):  # noqa: N802
        return str(test)

    def startTest(self, test):  # noqa: N802
        super().startTest(test)
        if self.showAll:
            self.stream.write(self.getDescription(test) + " ... ")

    def addSuccess(self, test):  # noqa: N802
        self._tell("ok", ".")

    def addError(self, test, err):  # noqa: N802
        super().addError(test, err)
        self._tell("ERROR", "E")

    def addFailure(self, test, err):  # noqa: N802
        super().addFailure(test, err)
        self._tell("FAIL", "F")

    def addSkip(self, test, reason):  # noqa: N802
        super().addSkip(test, reason)
        self._tell("skipped " + repr(reason), "s")

    def addExpectedFailure(self, test, err):  # noqa: N802
        super().addExpectedFailure(test, err)
        self._tell("expected failure", "x")

    def addUnexpectedSuccess(self, test):  # noqa: N802
        super().addUnexpectedSuccess(test)
        self._tell("unexpected success", "u")

    def _add_sub(self, test, text, exc):
        super()._add_sub(test, text, exc)
        failed = isinstance(exc, test.failureException)
        self._tell("FAIL" if failed else "ERROR", "F" if failed else "E")

    def printErrors(self):  # noqa: N802
        write = self.stream.write
        if self.dots or self.showAll:
            write("\n")
        for word, entries in (("ERROR", self.errors), ("FAIL", self.failures)):
            for test, text in entries:
                write("=" * 70 + "\n" + word + ": " + str(test) + "\n" + "-" * 70 + "\n")
                write(text + "\n")
        if self.unexpectedSuccesses:
            write("=" * 70 + "\n")
            for test in self.unexpectedSuccesses:
                write("UNEXPECTED SUCCESS: " + str(test) + "\n")


# Tests, one after the other.
class TestSuite:
    def __init__(self, tests=()):
        self._tests = list(tests)

    def addTest(self, test):  # noqa: N802
        if not callable(test):
            raise TypeError(repr(test) + " is not callable")
        if isinstance(test, type):
            raise TypeError(
                "TestCases and TestSuites must be instantiated before passing them to addTest()"
            )
        self._tests.append(test)

    def addTests(self, tests):  # noqa: N802
        for test in tests:
            self.addTest(test)

    def __iter__(self):
        return iter(self._tests)

    def countTestCases(self):  # noqa: N802
        return sum([test.countTestCases() for test in self._tests])

    def __call__(self, result):
        return self.run(result)

    def run(self, result):
        last = [None]
        self._run(result, last)
        _end_class(last, result)
        return result

    def _run(self, result, last):
        for test in self._tests:
            if result.shouldStop:
                break
            if isinstance(test, TestSuite):
                test._run(result, last)
                continue
            cls = type(test)
            if cls is not last[0]:
                _end_class(last, result)
                last[0] = cls
                cls._class_setup_failed = False
                if not getattr(cls, "__unittest_skip__", False) and not _class_step(
                    cls, "setUpClass", result
                ):
                    cls._class_setup_failed = True
            if not getattr(cls, "_class_setup_failed", False):
                test(result)


class _ClassStep:
    failureException = AssertionError

    def __init__(self, name):
        self._name = name

    def __str__(self):
        return self._name

    def id(self):
        return self._name


def _class_step(cls, name, result):
    function = getattr(cls, name, None)
    if function is None:
        return True
    try:
        function()
    except SkipTest as e:
        where = _ClassStep(name + " (" + cls.__module__ + "." + cls.__qualname__ + ")")
        result.addSkip(where, str(e))
    except Exception as e:  # noqa: BLE001
        where = _ClassStep(name + " (" + cls.__module__ + "." + cls.__qualname__ + ")")
        result.addError(where, _info(e))
    else:
        return True
    return False


def _end_class(last, result):
    cls = last[0]
    last[0] = None
    if cls is None or getattr(cls, "_class_setup_failed", False):
        return
    if not getattr(cls, "__unittest_skip__", False):
        _class_step(cls, "tearDownClass", result)


# Finds tests.
class TestLoader:
    testMethodPrefix = "test"  # noqa: N815
    suiteClass = TestSuite  # noqa: N815

    def getTestCaseNames(self, testCaseClass):  # noqa: N802, N803
        prefix = self.testMethodPrefix
        names = set()
        classes = [testCaseClass]
        # dir() would be expensive.
        while classes:
            cls = classes.pop()
            classes.extend([base for base in cls.__bases__ if base is not object])
            names.update([name for name in cls.__dict__ if name.startswith(prefix)])
        return sorted([name for name in names if callable(getattr(testCaseClass, name))])

    def loadTestsFromTestCase(self, testCaseClass):  # noqa: N802, N803
        names = self.getTestCaseNames(testCaseClass)
        if not names and hasattr(testCaseClass, "runTest"):
            names = ["runTest"]
        return TestSuite([testCaseClass(name) for name in names])

    def loadTestsFromModule(self, module, **kwargs):  # noqa: N802
        suites = []
        members = module.__dict__
        for name in sorted(members):
            obj = members[name]
            if obj is TestCase or obj is FunctionTestCase or not isinstance(obj, type):
                continue
            if issubclass(obj, TestCase):
                suites.append(self.loadTestsFromTestCase(obj))
        return TestSuite(suites)

    def loadTestsFromName(self, name, module=None):  # noqa: N802
        obj = module if module is not None else __import__("__main__")
        parent = obj
        for part in name.split("."):
            if part != "__main__":
                parent, obj = obj, getattr(obj, part)
        if isinstance(obj, type) and issubclass(obj, TestCase):
            return self.loadTestsFromTestCase(obj)
        if isinstance(parent, type) and issubclass(parent, TestCase):
            return TestSuite([parent(part)])
        return self.loadTestsFromModule(obj)

    def loadTestsFromNames(self, names, module=None):  # noqa: N802
        return TestSuite([self.loadTestsFromName(name, module) for name in names])

    def discover(self, *args, **kwargs):
        raise NotImplementedError("there are no files here: use unittest.main()")


defaultTestLoader = TestLoader()  # noqa: N816


# Runs tests and writes about it, to standard error unless a stream is given.
class TextTestRunner:
    resultclass = TextTestResult

    def __init__(
        self,
        stream=None,
        descriptions=True,
        verbosity=1,
        failfast=False,
        buffer=False,
        resultclass=None,
        **kwargs,
    ):
        self.stream = sys.stderr if stream is None else stream
        self.descriptions = descriptions
        self.verbosity = verbosity
        self.failfast = failfast
        if resultclass is not None:
            self.resultclass = resultclass

    def run(self, test):
        write = self.stream.write
        result = self.resultclass(self.stream, self.descriptions, self.verbosity)
        result.failfast = self.failfast
        start = time.time()
        result.startTestRun()
        try:
            test(result)
        finally:
            result.stopTestRun()
        taken = time.time() - start
        if hasattr(result, "printErrors"):
            result.printErrors()
        write("-" * 70 + "\n")
        run = result.testsRun
        write("Ran %d test%s in %.3fs\n\n" % (run, "" if run == 1 else "s", taken))
        counts = []
        for name, entries in (
            ("failures", result.failures),
            ("errors", result.errors),
            ("skipped", result.skipped),
            ("expected failures", result.expectedFailures),
            ("unexpected successes", result.unexpectedSuccesses),
        ):
            if entries:
                counts.append(name + "=" + str(len(entries)))
        if not result.wasSuccessful():
            text = "FAILED"
        else:
            text = "OK" if run or result.skipped else "NO TESTS RAN"
        write(text + (" (" + ", ".join(counts) + ")" if counts else "") + "\n")
        return result


# Runs all tests of the program. Ends it, unless exit is false.
class main:  # noqa: N801
    def __init__(
        self,
        module="__main__",
        defaultTest=None,  # noqa: N803
        argv=None,
        testRunner=None,  # noqa: N803
        testLoader=defaultTestLoader,  # noqa: N803
        exit=True,  # noqa: A002
        verbosity=1,
        failfast=None,
        **kwargs,
    ):
        if isinstance(module, str) or module is None:
            module = __import__(module or "__main__")
        names = [arg for arg in (argv or ())[1:] if not arg.startswith("-")]
        if argv and ("-v" in argv or "--verbose" in argv):
            verbosity = 2
        if isinstance(defaultTest, str):
            defaultTest = [defaultTest]  # noqa: N806
        names = names or defaultTest
        if names:
            test = testLoader.loadTestsFromNames(names, module)
        else:
            test = testLoader.loadTestsFromModule(module)
        if testRunner is None:
            testRunner = TextTestRunner  # noqa: N806
        if isinstance(testRunner, type):
            testRunner = testRunner(verbosity=verbosity, failfast=bool(failfast))  # noqa: N806
        self.result = testRunner.run(test)
        if exit:
            sys.exit(not self.result.wasSuccessful())


TestProgram = main
