"""The four people of the demo site."""

from home.demo.model import DemoPerson

PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(
        "editor",
        "苏文澜",
        "Su Wenlan",
        "编辑，做过十二年纸质摄影杂志。相信一组照片的顺序，和照片本身一样重要。",
        "Editor, twelve years with a printed photography quarterly. Believes that the order of a series "
        "matters as much as its pictures.",
        "上海",
    ),
    DemoPerson(
        "lin",
        "林晚",
        "Lin Wan",
        "风光摄影师，常在山里和海边。偏爱天亮前后的四十分钟，三脚架比行李重。",
        "Landscape photographer, mostly found on ridges and breakwaters. Works in the forty minutes around "
        "first light; the tripod outweighs the luggage.",
        "杭州",
    ),
    DemoPerson(
        "maya",
        "马雅",
        "Maya Okafor",
        "来看照片的人，周末拍一点胶片。喜欢留言，也喜欢认真读别人的留言。",
        "Here to look. Shoots a roll of film at weekends, likes to leave a comment and to read "
        "what others saw.",
        "Lisbon",
    ),
    DemoPerson(
        "chen",
        "陈屿",
        "Chen Yu",
        "建筑与夜景摄影师，学过结构工程。拍城市，也追着冬天往北走。",
        "Photographs buildings and the night; trained as a structural engineer. Follows the winter north.",
        "深圳",
    ),
)
